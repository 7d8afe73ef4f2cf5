package dev.postern.config;

/// A configured value that is never shown.
public record Secret(String value) {
  /// Leaves the value out.
  @Override
  public String toString() {
    return "(secret)";
  }
}
