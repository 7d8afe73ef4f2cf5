package dev.postern.mail;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A part table as bytes for an engine's column.
public final class PartTable {
  private static final int VERSION = 1;

  private PartTable() {}

  /// Returns a form of the table that [#decode] reads.
  public static byte[] encode(List<Part> parts) {
    BinaryOut out = new BinaryOut();
    out.number(VERSION);
    write(out, parts);
    return out.toBytes();
  }

  /// Reads what [#encode] wrote.
  ///
  /// @throws IllegalArgumentException if the bytes are anything else
  public static List<Part> decode(byte[] bytes) {
    BinaryIn in = new BinaryIn(bytes);
    in.version(VERSION);
    List<Part> parts = read(in);
    in.end();
    return parts;
  }

  static void write(BinaryOut out, List<Part> parts) {
    out.list(parts, part -> write(out, part));
  }

  static List<Part> read(BinaryIn in) {
    List<Part> parts = in.list(() -> part(in));
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.index() != i || part.parent() >= i || part.bodyEnd() < part.bodyStart()) {
        throw new IllegalArgumentException("no part table");
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("empty part table");
    }
    return parts;
  }

  private static void write(BinaryOut out, Part part) {
    out.number(part.index());
    out.number(part.parent() + 1);
    out.text(part.path());
    out.text(part.type());
    out.text(part.subtype());
    out.number(part.parameters().size());
    part.parameters()
        .forEach((name, value) -> {
          out.text(name);
          out.text(value);
        });
    out.text(part.encoding());
    out.optional(part.disposition());
    out.optional(part.filename());
    out.optional(part.contentId());
    out.text(part.contentType());
    out.number(part.headerStart());
    out.number(part.bodyStart());
    out.number(part.bodyEnd());
    out.number(part.lines());
  }

  private static Part part(BinaryIn in) {
    return new Part(
        in.small(),
        in.small() - 1,
        in.text(),
        in.text(),
        in.text(),
        parameters(in),
        in.text(),
        in.optional(),
        in.optional(),
        in.optional(),
        in.text(),
        in.number(),
        in.number(),
        in.number(),
        in.number());
  }

  private static Map<String, String> parameters(BinaryIn in) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int left = in.small(); left > 0; left--) {
      parameters.put(in.text(), in.text());
    }
    return parameters;
  }
}
