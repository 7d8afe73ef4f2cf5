package dev.postern.imap;

import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mailbox.FlagSet;
import dev.postern.mailbox.Keywords;
import dev.postern.mailbox.SystemFlag;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes flags: ready bytes for each of the 32 combinations of system flags.
final class FlagText {
  private static final byte[][] SYSTEM = new byte[32][];

  static {
    for (int bits = 0; bits < SYSTEM.length; bits++) {
      StringBuilder text = new StringBuilder();
      for (SystemFlag flag : SystemFlag.values()) {
        if ((bits & flag.bit()) != 0) {
          text.append(text.isEmpty() ? "" : " ").append(flag.wire());
        }
      }
      SYSTEM[bits] = text.toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static final byte[] NOT_RECENT = ascii("FLAGS (");
  private static final byte[] RECENT = ascii("FLAGS (\\Recent");
  private static final byte[] RECENT_AND = ascii("FLAGS (\\Recent ");

  static final String ALL_SYSTEM = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

  private FlagText() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Writes `FLAGS (…)`.
  ///
  /// @param keywords what the bits of `flags` mean
  static void write(ResponseWriter out, boolean recent, FlagSet flags, Keywords keywords) {
    byte[] text = SYSTEM[flags.system() & 31];
    long bits = flags.keywords();
    out.put(recent ? text.length > 0 || bits != 0 ? RECENT_AND : RECENT : NOT_RECENT).put(text);
    if (bits != 0) {
      boolean space = text.length > 0;
      List<String> names = keywords.names();
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        int bit = Long.numberOfTrailingZeros(rest);
        if (bit < names.size()) {
          if (space) {
            out.put(' ');
          }
          out.put(names.get(bit));
          space = true;
        }
      }
    }
    out.put(')');
  }

  /// Announces the flags that may be met (RFC 9051 sections 7.3.5 and 7.1, C-41).
  static void announce(ResponseWriter out, Keywords keywords, boolean readOnly) {
    out.put("* FLAGS (").put(ALL_SYSTEM);
    names(out, keywords);
    out.put(')').line();
    out.put("* OK [PERMANENTFLAGS (");
    if (!readOnly) {
      out.put(ALL_SYSTEM);
      names(out, keywords);
      if (keywords.names().size() < Keywords.MAX) {
        out.put(" \\*");
      }
    }
    out.put(")] flags that are kept").line();
  }

  private static void names(ResponseWriter out, Keywords keywords) {
    for (String name : keywords.names()) {
      out.put(' ').put(name);
    }
  }
}
