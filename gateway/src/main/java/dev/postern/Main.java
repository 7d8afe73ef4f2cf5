package dev.postern;

/// The composition root.
public final class Main {
  private Main() {}

  /// Starts Postern.
  public static void main(String[] args) {
    System.out.println("postern");
  }
}
