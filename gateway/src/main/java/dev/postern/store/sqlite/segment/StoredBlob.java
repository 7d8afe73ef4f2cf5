package dev.postern.store.sqlite.segment;

import dev.postern.mailbox.Blob;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// A finished body with its checksum.
public sealed interface StoredBlob extends Blob {
  /// Returns the SHA-256 of the bytes.
  byte[] sha256();

  /// Returns `blob` if it is one of ours, else its bytes with their checksum.
  static StoredBlob of(Blob blob) {
    if (blob instanceof StoredBlob ours) {
      return ours;
    }
    byte[] bytes = blob.bytes().toArray(ValueLayout.JAVA_BYTE);
    return new InMemory(bytes, digest().digest(bytes));
  }

  /// Returns a new SHA-256 computation.
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// A small body, not on disk yet.
  record InMemory(byte[] array, byte[] sha256) implements StoredBlob {
    @Override
    public long size() {
      return array.length;
    }

    @Override
    public MemorySegment bytes() {
      return MemorySegment.ofArray(array).asReadOnly();
    }

    @Override
    public void close() {}
  }

  /// A large body in a segment of its own, durable already.
  final class OnDisk implements StoredBlob {
    private final SegmentFiles files;
    private final Place place;
    private final byte[] sha256;
    private @Nullable Arena arena;
    private @Nullable MemorySegment mapped;
    private boolean taken;
    private boolean closed;

    OnDisk(SegmentFiles files, Place place, byte[] sha256) {
      this.files = files;
      this.place = place;
      this.sha256 = sha256;
      files.offer(place.segment());
    }

    /// Returns where it stands.
    public Place place() {
      return place;
    }

    /// Remembers that a committed row names the file.
    public synchronized void taken() {
      taken = true;
    }

    @Override
    public byte[] sha256() {
      return sha256;
    }

    @Override
    public long size() {
      return place.length();
    }

    /// The arena is closed with the blob.
    @Override
    @SuppressWarnings("MustBeClosedChecker")
    public synchronized MemorySegment bytes() {
      MemorySegment known = mapped;
      if (known == null) {
        Arena own = Arena.ofShared();
        try (FileChannel channel =
            FileChannel.open(files.path(place.segment()), StandardOpenOption.READ)) {
          known = channel.map(FileChannel.MapMode.READ_ONLY, 0, place.length(), own);
        } catch (IOException e) {
          own.close();
          throw StorageFailure.of("segment " + place.segment() + " cannot be mapped", e)
              .forClient();
        }
        arena = own;
        mapped = known;
      }
      return known;
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (arena != null) {
        arena.close();
      }
      files.withdraw(place.segment());
      if (!taken) {
        files.retire(place.segment());
      }
    }
  }
}
