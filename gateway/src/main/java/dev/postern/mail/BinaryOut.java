package dev.postern.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes values in the compact form that [BinaryIn] reads: numbers in groups of seven bits, lowest
/// first; texts and arrays behind their length.
final class BinaryOut {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  void number(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  void bytes(byte[] value) {
    number(value.length);
    out.writeBytes(value);
  }

  void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  void optional(@Nullable String value) {
    number(value == null ? 0 : 1);
    if (value != null) {
      text(value);
    }
  }

  <T> void list(List<T> values, Consumer<T> writer) {
    number(values.size());
    values.forEach(writer);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
