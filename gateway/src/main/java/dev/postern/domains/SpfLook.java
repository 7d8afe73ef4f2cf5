package dev.postern.domains;

import dev.postern.auth.Network;
import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Looks whether a domain's SPF record (RFC 7208) lets this server send. Simpler than what a
/// receiver does: a mechanism that we asked for is enough, wherever it stands.
final class SpfLook {
  // RFC 7208 section 4.6.4: a receiver asks no more either.
  private static final int MOST_QUESTIONS = 10;

  private final Dns dns;
  private final Publication publication;
  private int questions;
  private boolean unanswered;

  SpfLook(Dns dns, Publication publication) {
    this.dns = dns;
    this.publication = publication;
  }

  /// Looks at the record of `domain`.
  Look at(String domain) {
    Answer<String> answer = dns.text(domain);
    if (answer.failed()) {
      return Look.unanswered(domain);
    }
    List<String> records = records(answer);
    if (records.isEmpty()) {
      return Look.pending("no TXT record at " + domain + " begins with v=spf1");
    }
    if (records.size() > 1) {
      return Look.failed(
          "there are %d SPF records at %s: receivers take none of them (RFC 7208 section 4.5)"
              .formatted(records.size(), domain));
    }
    if (allows(records.getFirst(), domain)) {
      return Look.DONE;
    }
    return unanswered
        ? Look.unanswered("a name in the SPF record of " + domain)
        : Look.failed(
            "the SPF record does not let this server send: add " + publicationText() + " to it");
  }

  private String publicationText() {
    return String.join(" ", publication.spf());
  }

  private static List<String> records(Answer<String> answer) {
    return answer.records().stream()
        .map(record -> record.strip().toLowerCase(Locale.ROOT))
        .filter(record -> record.equals("v=spf1") || record.startsWith("v=spf1 "))
        .toList();
  }

  private boolean allows(String record, String domain) {
    List<String> terms =
        Arrays.stream(record.split("\\s+", -1))
            .map(term -> term.startsWith("+") ? term.substring(1) : term)
            .toList();
    List<String> own =
        publication.spf().stream().map(term -> term.toLowerCase(Locale.ROOT)).toList();
    return terms.containsAll(own)
        || terms.contains("all")
        || allAddressesIn(terms)
        || terms.stream().anyMatch(term -> allowsByName(term, domain));
  }

  private boolean allAddressesIn(List<String> terms) {
    List<Network> networks = new ArrayList<>();
    for (String term : terms) {
      if (term.startsWith("ip4:") || term.startsWith("ip6:")) {
        try {
          networks.add(Network.parse(term.substring(4)));
        } catch (IllegalArgumentException _) {
          // a receiver cannot read it either
        }
      }
    }
    return !publication.addresses().isEmpty()
        && publication.addresses().stream()
            .allMatch(address -> networks.stream().anyMatch(network -> network.contains(address)));
  }

  private boolean allowsByName(String term, String domain) {
    if (term.equals("mx") || term.startsWith("mx:")) {
      return mx(term.equals("mx") ? domain : term.substring(3));
    }
    if (term.equals("a") || term.startsWith("a:")) {
      return a(term.equals("a") ? domain : term.substring(2));
    }
    for (String word : List.of("include:", "redirect=")) {
      if (term.startsWith(word)) {
        return included(term.substring(word.length()));
      }
    }
    return false;
  }

  private boolean mx(String name) {
    if (++questions > MOST_QUESTIONS) {
      return false;
    }
    Answer<Dns.Mx> answer = dns.mx(name);
    unanswered |= answer.failed();
    return answer.records().stream().anyMatch(mx -> mx.host().equals(publication.host()));
  }

  private boolean a(String name) {
    if (name.equals(publication.host())) {
      return true;
    }
    if (publication.addresses().isEmpty() || ++questions > MOST_QUESTIONS) {
      return false;
    }
    Answer<InetAddress> old = dns.ipv4(name);
    Answer<InetAddress> now = dns.ipv6(name);
    unanswered |= old.failed() || now.failed();
    List<InetAddress> all = Stream.concat(old.records().stream(), now.records().stream()).toList();
    return all.containsAll(publication.addresses());
  }

  private boolean included(String name) {
    if (name.contains("%") || ++questions > MOST_QUESTIONS) {
      return false;
    }
    Answer<String> answer = dns.text(name);
    unanswered |= answer.failed();
    List<String> records = records(answer);
    return records.size() == 1 && allows(records.getFirst(), name);
  }
}
