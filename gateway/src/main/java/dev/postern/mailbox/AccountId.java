package dev.postern.mailbox;

/// An account's number in the store. Every port call names the account; every key starts with it.
public record AccountId(long value) {
  /// No account: mail from outside, and what the server itself sends.
  public static final AccountId NOBODY = new AccountId(0);
}
