package dev.postern.store.sqlite.segment;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.io.IOException;
import java.util.Locale;

/// The disk or the database said no. Not what a client did wrong, so a whole group of transactions
/// may fall with it.
public final class StorageFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final boolean whole;

  /// Makes a failure.
  ///
  /// @param whole whether the database transaction as a whole is lost, not one statement only
  public StorageFailure(Fault fault, boolean whole, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
    this.whole = whole;
  }

  /// Says what an I/O error means: STORAGE_FULL when no space is left, else UNAVAILABLE.
  public static StorageFailure of(String what, IOException cause) {
    return new StorageFailure(
        isFull(cause) ? Fault.STORAGE_FULL : Fault.UNAVAILABLE, true, what, cause);
  }

  private static boolean isFull(IOException cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("no space left")
        || text.contains("not enough space")
        || text.contains("quota exceeded");
  }

  /// Says whether every transaction of the group is lost with this one.
  public boolean isWhole() {
    return whole;
  }

  /// Returns what a client is told.
  public GatewayException forClient() {
    String text = fault == Fault.STORAGE_FULL ? "no space left for mail" : "mail store unavailable";
    return new GatewayException(fault, text, this);
  }
}
