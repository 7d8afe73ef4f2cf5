package dev.postern.mailbox;

import java.lang.foreign.MemorySegment;

/// A finished body that no transaction has taken yet.
///
/// [MailTx#add] and the queue's `enqueue` take it; one blob may be taken several times, each time
/// as a copy of its own or as a further reference, as the engine likes. Closing frees memory, and
/// the disk if nothing took it.
public interface Blob extends AutoCloseable {
  /// Returns the number of octets.
  long size();

  /// Returns the bytes, valid until [#close]. A large body is a mapped file, not heap.
  MemorySegment bytes();

  @Override
  void close();
}
