package dev.postern.store.sqlite.segment;

/// Where a body stands.
///
/// @param segment the file's number
/// @param offset of its first octet
/// @param length in octets
public record Place(long segment, long offset, long length) {}
