package dev.postern.mail;

import java.io.IOException;
import java.io.OutputStream;

/// Bytes that can be written as often as they are needed, and are never held whole.
@FunctionalInterface
public interface MessageSource {
  /// Writes all bytes; does not close `out`.
  void writeTo(OutputStream out) throws IOException;
}
