package dev.postern.outbound;

/// The suppression list of an account's application inside a transaction:
/// `tx.join(SuppressionTx.class)`.
public interface SuppressionTx {
  /// Puts an address on the list, unless it is there.
  ///
  /// @param address as [Suppression#key] writes it
  /// @param detail one line
  void suppress(String address, Suppression.Reason reason, String detail);
}
