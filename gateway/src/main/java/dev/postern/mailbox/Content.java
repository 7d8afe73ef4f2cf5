package dev.postern.mailbox;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// The stored bytes of one content of a message, pinned until closed: compaction does not take them
/// away. May be used by one thread at a time.
public interface Content extends AutoCloseable {
  /// Returns the number of octets.
  long size();

  /// Copies bytes out.
  ///
  /// @param position first octet, 0 to [#size]
  /// @return the number of octets copied, less than `length` only at the end
  int read(long position, byte[] target, int offset, int length);

  /// Fills `target`, which may be outside the heap.
  ///
  /// @param position first octet; at least as many as `target` has room for must follow
  void read(long position, ByteBuffer target);

  /// Returns all bytes; a large body is mapped, not read. Valid until [#close].
  MemorySegment bytes();

  /// Returns the file the bytes stand in, for sending without a copy. Do not close it.
  FileChannel file();

  /// Returns where in [#file] the first octet stands.
  long fileOffset();

  @Override
  void close();
}
