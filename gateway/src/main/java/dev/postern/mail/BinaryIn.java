package dev.postern.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what [BinaryOut] wrote; anything else is an [IllegalArgumentException].
final class BinaryIn {
  private final byte[] in;
  private int at;

  BinaryIn(byte[] in) {
    this.in = in;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte group = octet();
      value |= (long) (group & 0x7f) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("number too long at byte " + at);
  }

  int small() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("number out of range at byte " + at);
    }
    return (int) value;
  }

  byte[] bytes() {
    int length = small();
    if (length > in.length - at) {
      throw new IllegalArgumentException("cut off at byte " + at);
    }
    at += length;
    return Arrays.copyOfRange(in, at - length, at);
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  @Nullable String optional() {
    return number() == 0 ? null : text();
  }

  <T> List<T> list(Supplier<T> reader) {
    int size = small();
    // Every element takes at least one byte, so a larger count is a lie.
    if (size > in.length - at) {
      throw new IllegalArgumentException("list cut off at byte " + at);
    }
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(reader.get());
    }
    return List.copyOf(values);
  }

  void version(int expected) {
    if (octet() != expected) {
      throw new IllegalArgumentException("unknown version");
    }
  }

  void end() {
    if (at != in.length) {
      throw new IllegalArgumentException("bytes left over at " + at);
    }
  }

  private byte octet() {
    if (at >= in.length) {
      throw new IllegalArgumentException("cut off at byte " + at);
    }
    return in[at++];
  }
}
