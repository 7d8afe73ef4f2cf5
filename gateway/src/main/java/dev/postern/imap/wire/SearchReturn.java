package dev.postern.imap.wire;

import java.util.Optional;
import java.util.Set;

/// What a client wants to know of a search's result (RFC 4731 section 3.1, RFC 5182, RFC 9394).
///
/// @param options never with both ALL and a range
/// @param partial the part of the result to return
public record SearchReturn(Set<Option> options, Optional<PartialRange> partial) {
  /// ALL alone: what `RETURN ()` means, and every SEARCH of IMAP4rev2.
  public static final SearchReturn ALL = new SearchReturn(Set.of(Option.ALL), Optional.empty());

  /// Keeps a copy.
  public SearchReturn {
    options = Set.copyOf(options);
  }

  /// The options that take no argument.
  public enum Option {
    MIN,
    MAX,
    ALL,
    COUNT,
    /// Keeps the result as `$`.
    SAVE,
    /// How well each message matches (RFC 6203 section 4).
    RELEVANCY
  }

  /// Says whether `option` was named.
  public boolean has(Option option) {
    return options.contains(option);
  }
}
