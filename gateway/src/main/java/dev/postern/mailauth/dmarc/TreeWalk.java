package dev.postern.mailauth.dmarc;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds DMARC records from a domain up to the root (RFC 9989 section 4.10). Remembers what it was
/// told: made for one mail. Not thread-safe.
final class TreeWalk {
  private static final int MAX_QUESTIONS = 8;

  private final Dns dns;
  private final Map<String, Asked> asked = new HashMap<>();

  TreeWalk(Dns dns) {
    this.dns = dns;
  }

  private record Asked(Optional<PolicyRecord> policy, boolean failed) {}

  /// A record and the domain it is of.
  record Found(String domain, PolicyRecord policy) {}

  /// What a walk saw.
  ///
  /// @param found from the start upwards
  /// @param failed whether a question on the way was not answered
  record Walk(String start, List<Found> found, boolean failed) {
    Optional<Found> at(String domain) {
      return found.stream().filter(each -> each.domain().equals(domain)).findFirst();
    }

    /// Returns the organizational domain (section 4.10.2).
    String organization() {
      String fewest = start;
      for (Found each : found) {
        boolean above = !each.domain().equals(start);
        PolicyRecord.Place place = each.policy().place();
        if (place == PolicyRecord.Place.SUFFIX && above) {
          return oneBelow(each.domain());
        }
        fewest = each.domain();
      }
      return fewest;
    }

    private String oneBelow(String suffix) {
      String below = start.substring(0, start.length() - suffix.length() - 1);
      return start.substring(below.lastIndexOf('.') + 1);
    }

    /// Returns the record that applies (section 4.10.1): the domain's own, that of its
    /// organization, or that of the public suffix above.
    Optional<Found> applicable() {
      return at(start)
          .or(() -> at(organization()))
          .or(() ->
              found.stream()
                  .filter(each -> each.policy().place() == PolicyRecord.Place.SUFFIX)
                  .findFirst());
    }
  }

  Walk from(String domain) {
    List<Found> found = new ArrayList<>();
    boolean failed = false;
    String name = domain;
    boolean more = true;
    while (more) {
      Asked answer = asked.computeIfAbsent(name, this::ask);
      failed |= answer.failed();
      boolean stop = false;
      if (answer.policy().isPresent()) {
        PolicyRecord policy = answer.policy().get();
        found.add(new Found(name, policy));
        stop = policy.place() != PolicyRecord.Place.UNSAID;
      }
      String parent = parent(name);
      more = !stop && !parent.isEmpty();
      name = parent;
    }
    return new Walk(domain, found, failed);
  }

  /// Returns the next domain to ask: one label shorter, or of long ones the last seven labels.
  private static String parent(String name) {
    String[] labels = name.split("\\.", -1);
    int dropped = Math.max(1, labels.length - (MAX_QUESTIONS - 1));
    return String.join(".", List.of(labels).subList(dropped, labels.length));
  }

  private Asked ask(String domain) {
    Answer<String> answer = dns.text("_dmarc." + domain);
    List<PolicyRecord> policies =
        answer.records().stream().flatMap(text -> PolicyRecord.parse(text).stream()).toList();
    return new Asked(
        policies.size() == 1 ? Optional.of(policies.getFirst()) : Optional.empty(),
        answer.failed());
  }
}
