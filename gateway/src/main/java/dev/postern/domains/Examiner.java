package dev.postern.domains;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Looks for a domain's records in the DNS. Blocks for as long as the DNS takes, which [Dns]
/// bounds.
final class Examiner {
  static final String OWNERSHIP = "postern-ownership-verify=";

  private final Dns dns;
  private final Publication publication;
  private final InstantSource clock;

  Examiner(Dns dns, Publication publication, InstantSource clock) {
    this.dns = dns;
    this.publication = publication;
    this.clock = clock;
  }

  /// Says whether other servers can find this one, so that there is something to look for.
  boolean isPublic() {
    return publication.isPublic();
  }

  /// Looks for a record that has no key in it.
  Look look(HostedDomain domain, Proof proof) {
    String name = domain.address();
    return switch (proof) {
      case OWNERSHIP -> ownership(domain);
      case MX -> mx(name);
      case FEEDBACK -> mx(Domains.feedback(name));
      case SPF -> new SpfLook(dns, publication).at(name);
      case DMARC -> dmarc("_dmarc." + name);
      case DKIM, ARC -> throw new IllegalArgumentException("look for keys");
    };
  }

  private Look ownership(HostedDomain domain) {
    HostedDomain.Ownership wanted = domain.ownership();
    if (!clock.instant().isBefore(wanted.expires())) {
      return Look.failed(
          "the value expired at " + wanted.expires() + ": ask for a new one with info");
    }
    String name = domain.address();
    Answer<String> answer = dns.text(name);
    return Look.at(
        name,
        answer,
        () -> {
          List<String> values = answer.records().stream().map(String::strip).toList();
          if (values.contains(wanted.value())) {
            return Look.DONE;
          }
          return values.stream().anyMatch(value -> value.startsWith(OWNERSHIP))
              ? Look.failed("the TXT record at " + name + " has another value")
              : Look.pending("no TXT record at " + name + " has the value");
        });
  }

  private Look mx(String name) {
    if (!publication.isPublic()) {
      return Look.failed(
          "this server has no public name yet: its configuration needs one (hostname)");
    }
    Answer<Dns.Mx> answer = dns.mx(name);
    return Look.at(
        name,
        answer,
        () -> {
          Set<String> hosts = new TreeSet<>();
          answer.records().forEach(mx -> hosts.add(mx.host().toLowerCase(Locale.ROOT)));
          if (hosts.contains(publication.host())) {
            return Look.DONE;
          }
          if (hosts.isEmpty()) {
            return Look.pending("no MX record at " + name);
          }
          String told = hosts.contains("") ? "no server (RFC 7505)" : String.join(", ", hosts);
          return Look.failed(
              "the MX records at " + name + " name " + told + ", not " + publication.host());
        });
  }

  private Look dmarc(String name) {
    Answer<String> answer = dns.text(name);
    return Look.at(
        name,
        answer,
        () -> {
          List<String> records =
              answer.records().stream()
                  .map(record -> record.replaceAll("\\s", ""))
                  .filter(record -> record.startsWith("v=DMARC1"))
                  .toList();
          if (records.isEmpty()) {
            return Look.pending("no TXT record at " + name + " begins with v=DMARC1");
          }
          return records.size() == 1 && records.getFirst().contains(";p=")
              ? Look.DONE
              : Look.failed("at " + name + " must be one DMARC record, with p=");
        });
  }

  /// Looks for the records of keys.
  Keys keys(HostedDomain domain, List<DkimKey> keys) {
    Set<String> there = new HashSet<>();
    Set<String> missing = new HashSet<>();
    Set<String> wrong = new TreeSet<>();
    Set<String> unknown = new TreeSet<>();
    for (DkimKey key : keys) {
      String name = key.key().recordName();
      Answer<String> answer = dns.text(name);
      if (answer.failed()) {
        unknown.add(name);
      } else if (answer.records().stream().anyMatch(record -> KeyRecord.shows(record, key.key()))) {
        there.add(key.selector());
      } else {
        missing.add(key.selector());
        if (!answer.records().isEmpty() && key.retiredAt().isEmpty()) {
          wrong.add(name);
        }
      }
    }
    return new Keys(there, missing, wrong, unknown);
  }

  /// What the DNS says of keys.
  ///
  /// @param there selectors whose record is right
  /// @param missing selectors whose record is not
  /// @param wrong names that have a record, but another one
  /// @param unknown names for which the DNS did not answer
  record Keys(Set<String> there, Set<String> missing, Set<String> wrong, Set<String> unknown) {}
}
