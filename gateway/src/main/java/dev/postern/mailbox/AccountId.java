package dev.postern.mailbox;

/// An account's number in the store. Every port call names the account; every key starts with it.
public record AccountId(long value) {}
