package dev.postern.mailauth.spf;

import dev.postern.dns.Answer;
import dev.postern.dns.Answer.Status;
import dev.postern.dns.Dns;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.xbill.DNS.ReverseMap;

/// The zone data of one scenario of the public SPF suite, as the suite's own driver reads it: SPF
/// records count as TXT where a name has none of those, `TIMEOUT` is a failure of whatever is not
/// listed before it.
final class SuiteZone implements Dns {
  private static final String TIMEOUT = "TIMEOUT";

  private final Map<String, List<Entry>> names = new HashMap<>();
  private int questions;

  SuiteZone(Map<?, ?> data) {
    data.forEach((name, entries) -> names.put(key(name.toString()), entries((List<?>) entries)));
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static List<Entry> entries(List<?> raw) {
    List<Entry> entries = new ArrayList<>();
    for (Object each : raw) {
      if (each instanceof Map<?, ?> map) {
        map.forEach((type, value) -> entries.add(new Entry(type.toString(), value)));
      } else {
        entries.add(new Entry(TIMEOUT, TIMEOUT));
      }
    }
    if (entries.stream().noneMatch(each -> each.type().equals("TXT"))) {
      for (Entry each : List.copyOf(entries)) {
        if (each.type().equals("SPF")) {
          entries.add(new Entry("TXT", each.value()));
        }
      }
    }
    entries.removeIf(each -> each.value().equals("NONE"));
    return entries;
  }

  int questions() {
    return questions;
  }

  @Override
  public Answer<String> text(String name) {
    return ask(name, "TXT", SuiteZone::joined);
  }

  @Override
  public Answer<Mx> mx(String name) {
    return ask(
        name,
        "MX",
        value -> {
          List<?> pair = (List<?>) value;
          return new Mx((Integer) pair.getFirst(), key(pair.get(1).toString()));
        });
  }

  @Override
  public Answer<InetAddress> ipv4(String name) {
    return ask(name, "A", value -> InetAddress.ofLiteral(value.toString()));
  }

  @Override
  public Answer<InetAddress> ipv6(String name) {
    return ask(name, "AAAA", value -> InetAddress.ofLiteral(value.toString()));
  }

  @Override
  public Answer<String> names(InetAddress address) {
    String name = ReverseMap.fromAddress(address).toString(true);
    return ask(name, "PTR", value -> key(value.toString()));
  }

  @Override
  public Answer<Tlsa> tlsa(String name) {
    throw new AssertionError("SPF needs no TLSA");
  }

  private <T> Answer<T> ask(String asked, String type, Function<Object, T> reader) {
    questions++;
    return chase(asked, type, reader, 0);
  }

  private <T> Answer<T> chase(String asked, String type, Function<Object, T> reader, int links) {
    if (links > 10) {
      return new Answer<>(Status.FAILED, List.of(), false);
    }
    String name = key(asked);
    List<Entry> entries = names.get(name);
    if (entries == null || List.of(name.split("\\.", -1)).stream().anyMatch(l -> l.length() > 63)) {
      Status status = name.startsWith("error.") ? Status.FAILED : Status.NO_SUCH_NAME;
      return new Answer<>(status, List.of(), false);
    }
    List<T> found = new ArrayList<>();
    for (Entry each : entries) {
      if (each.type().equals("CNAME") && !type.equals("CNAME")) {
        return chase(each.value().toString(), type, reader, links + 1);
      }
      boolean late = each.value().equals(TIMEOUT);
      if (late && (each.type().equals(type) || (each.type().equals(TIMEOUT) && found.isEmpty()))) {
        return new Answer<>(Status.FAILED, List.of(), false);
      }
      if (each.type().equals(type)) {
        found.add(reader.apply(each.value()));
      }
    }
    return new Answer<>(found.isEmpty() ? Status.NO_DATA : Status.FOUND, found, false);
  }

  private static String joined(Object value) {
    StringBuilder text = new StringBuilder();
    for (Object each : value instanceof List<?> parts ? parts : List.of(value)) {
      text.append(each);
    }
    byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private record Entry(String type, Object value) {}
}
