package dev.postern.domains;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Records as the text of a zone file (RFC 1035 section 5), to be pasted into one.
public final class ZoneText {
  private static final int TTL = 3600;
  private static final int MAX_STRING = 255;

  private ZoneText() {}

  /// Writes the records of a domain; those that may be removed are comments.
  public static String of(String domain, List<DnsRecord> records) {
    StringBuilder text = new StringBuilder("$ORIGIN ").append(domain).append(".\n");
    for (DnsRecord record : records) {
      if (!record.note().isEmpty()) {
        text.append("; ").append(record.note()).append('\n');
      }
      text.append(record.need() == DnsRecord.Need.REMOVABLE ? "; " : "");
      text.append(record.host()).append(' ').append(TTL).append(" IN ").append(record.type());
      text.append(' ').append(data(record)).append('\n');
    }
    return text.toString();
  }

  private static String data(DnsRecord record) {
    return record.type().equals("MX") ? record.value() + "." : strings(record.value());
  }

  // A string has up to 255 octets (RFC 1035 section 3.3); readers join them.
  private static String strings(String value) {
    byte[] octets = value.getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < octets.length || i == 0; i += MAX_STRING) {
      text.append(i == 0 ? "\"" : " \"");
      for (int at = i; at < Math.min(octets.length, i + MAX_STRING); at++) {
        quote(octets[at] & 0xff, text);
      }
      text.append('"');
    }
    return text.toString();
  }

  private static void quote(int octet, StringBuilder text) {
    if (octet == '"' || octet == '\\') {
      text.append('\\').append((char) octet);
    } else if (octet >= ' ' && octet < 0x7f) {
      text.append((char) octet);
    } else {
      text.append('\\').append("%03d".formatted(octet));
    }
  }
}
