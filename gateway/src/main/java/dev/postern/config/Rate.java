package dev.postern.config;

import java.time.Duration;

/// So many in a time, such as `10/s`.
///
/// @param count at least 1
public record Rate(int count, Duration per) {
  @Override
  public String toString() {
    return count + "/" + per;
  }
}
