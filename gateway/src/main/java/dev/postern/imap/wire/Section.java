package dev.postern.imap.wire;

import java.util.List;

/// What a `BODY[…]` names (RFC 9051 section 6.4.5.1).
///
/// @param path part numbers, outermost first; empty for the message itself
/// @param fields header field names as the client spelt them, for the two FIELDS forms
public record Section(List<Integer> path, Text text, List<String> fields) {
  public static final Section MESSAGE = new Section(List.of(), Text.ALL, List.of());

  /// Keeps copies.
  public Section {
    path = List.copyOf(path);
    fields = List.copyOf(fields);
  }

  /// Which bytes of the part.
  public enum Text {
    ALL(""),
    HEADER("HEADER"),
    HEADER_FIELDS("HEADER.FIELDS"),
    HEADER_FIELDS_NOT("HEADER.FIELDS.NOT"),
    TEXT("TEXT"),
    MIME("MIME");

    private final String wire;

    Text(String wire) {
      this.wire = wire;
    }

    /// Returns the keyword on the wire; empty for the whole part.
    public String wire() {
      return wire;
    }
  }
}
