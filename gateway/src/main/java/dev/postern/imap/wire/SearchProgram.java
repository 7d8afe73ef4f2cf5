package dev.postern.imap.wire;

import java.util.Optional;

/// What SEARCH, SORT and THREAD look for.
///
/// @param charset of the texts in `key` as the client named it, in upper case; the texts were read
///   as UTF-8, so whoever runs this refuses other charsets first
public record SearchProgram(Optional<String> charset, SearchKey key) {}
