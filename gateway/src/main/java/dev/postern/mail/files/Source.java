package dev.postern.mail.files;

import java.io.IOException;
import java.util.List;

/// Files that hold mail.
public interface Source {
  /// Returns how many octets there are to read.
  long size();

  /// Returns the folders there are, those without messages too.
  List<String> folders();

  /// Hands every message over, folder by folder, in its order.
  ///
  /// @param most octets of one message that are wanted
  void read(long most, Receiver receiver) throws IOException;

  /// Takes messages.
  @FunctionalInterface
  interface Receiver {
    /// Takes one message.
    ///
    /// @param read octets of the source that were read, this message included
    void take(Found found, long read) throws IOException;
  }
}
