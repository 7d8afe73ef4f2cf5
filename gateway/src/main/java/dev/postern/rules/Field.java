package dev.postern.rules;

import java.util.Optional;
import java.util.Set;

/// Something of a mail that a rule may ask for.
///
/// Where it has several values, `is`, `contains`, `in_list`, `gte` and `lte` hold if they do for
/// any of them, `is_not` and `not_in_list` if they do for all. So of a mail that has none, only
/// those two hold.
///
/// @param name as on the wire
/// @param triggers rules of which may ask for it
/// @param choices of a [Kind#CHOICE]; else empty
public record Field(String name, Kind kind, Set<Trigger> triggers, Set<String> choices) {
  private static final int LONGEST = 500;

  /// Keeps copies.
  public Field {
    triggers = Set.copyOf(triggers);
    choices = Set.copyOf(choices);
  }

  /// Normalises a value that was found in a mail; takes anything.
  public String found(String value) {
    return switch (kind) {
      case ADDRESS -> Normal.foundAddress(value);
      case DOMAIN -> Normal.foundDomain(value);
      case TLD, TEXT, CHOICE, MEDIA_TYPE, NUMBER -> Normal.text(value);
    };
  }

  /// Normalises a value that a rule asks for, at most 500 characters. What is normalised stays as
  /// it is.
  ///
  /// @return empty if it is none of this field and comparison
  public Optional<String> wanted(Comparison comparison, String value) {
    if (value.length() > LONGEST) {
      return Optional.empty();
    }
    if (comparison == Comparison.CONTAINS) {
      return Optional.of(Normal.text(value)).filter(text -> !text.isEmpty());
    }
    return switch (kind) {
      case ADDRESS -> Normal.address(value);
      case DOMAIN -> Normal.domain(value);
      case TLD -> Normal.tld(value);
      case TEXT -> Optional.of(Normal.text(value)).filter(text -> !text.isEmpty());
      case CHOICE -> Optional.of(Normal.text(value)).filter(choices::contains);
      case MEDIA_TYPE -> Normal.mediaType(value);
      case NUMBER -> Normal.number(value);
    };
  }

  /// Says what it takes, for the text of a refusal: `must be …`.
  String expected(Comparison comparison) {
    if (comparison == Comparison.CONTAINS || kind == Kind.TEXT) {
      return "a text of 1 to " + LONGEST + " characters";
    }
    return switch (kind) {
      case ADDRESS -> "an address such as ann@example.com";
      case DOMAIN -> "a domain such as example.com";
      case TLD -> "a top-level domain such as com";
      case MEDIA_TYPE -> "a media type such as application/pdf or image/*";
      case NUMBER -> "a number";
      case CHOICE, TEXT -> "one of " + String.join(", ", choices.stream().sorted().toList());
    };
  }
}
