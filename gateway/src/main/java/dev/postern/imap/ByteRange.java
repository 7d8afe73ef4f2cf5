package dev.postern.imap;

/// Octets of a message, from `start` up to and without `end`.
record ByteRange(long start, long end) {
  long length() {
    return end - start;
  }
}
