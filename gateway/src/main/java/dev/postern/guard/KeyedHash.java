package dev.postern.guard;

import java.security.SecureRandom;

/// SipHash-2-4 of a text's UTF-16LE octets (Aumasson and Bernstein, 2012): 64 bits that nobody can
/// foresee who does not know the key.
///
/// @param k0 the lower half of the key
/// @param k1 the upper half
record KeyedHash(long k0, long k1) {
  /// Makes one with a key of its own.
  static KeyedHash random() {
    var random = new SecureRandom();
    return new KeyedHash(random.nextLong(), random.nextLong());
  }

  long of(String text) {
    var state = new State(k0, k1);
    int whole = text.length() & ~3;
    for (int i = 0; i < whole; i += 4) {
      state.absorb(word(text, i, i + 4));
    }
    long length = 2L * text.length();
    state.absorb(word(text, whole, text.length()) | length << 56);
    return state.end();
  }

  private static long word(String text, int from, int to) {
    long word = 0;
    for (int i = from; i < to; i++) {
      word |= (long) text.charAt(i) << (16 * (i - from));
    }
    return word;
  }

  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long k0, long k1) {
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void absorb(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    long end() {
      v2 ^= 0xff;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }

  /// Keeps the key to itself.
  @Override
  public String toString() {
    return "KeyedHash[]";
  }
}
