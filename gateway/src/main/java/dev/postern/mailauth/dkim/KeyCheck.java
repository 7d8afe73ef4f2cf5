package dev.postern.mailauth.dkim;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Checks signed octets against the key that a domain publishes (RFC 6376 sections 6.1.2, 6.1.3).
/// Blocks while it asks the DNS. Safe for concurrent use.
public final class KeyCheck {
  private static final int MAX_RECORDS = 4;

  private final Dns dns;

  /// Looks keys up through `dns`.
  public KeyCheck(Dns dns) {
    this.dns = dns;
  }

  /// What was found of a key.
  sealed interface Found {
    /// A record to check with.
    record Key(PublicKeyRecord published) implements Found {}

    /// There is none.
    record None(Outcome why) implements Found {}
  }

  /// Checks a signature.
  ///
  /// @param domain A-labels
  /// @param signed the canonical octets it stands for
  public Outcome check(
      Algorithm algorithm, String domain, String selector, byte[] signed, byte[] signature) {
    return switch (find(domain, selector, algorithm)) {
      case Found.None none -> none.why();
      case Found.Key key -> check(key.published(), algorithm, signed, signature);
    };
  }

  /// Looks up the key of a signature: of several records the first that fits, else the first.
  Found find(String domain, String selector, Algorithm algorithm) {
    Answer<String> answer = dns.text(selector + "._domainkey." + domain);
    if (answer.failed()) {
      return new Found.None(Outcome.temperror("key not to be had now"));
    }
    if (answer.records().isEmpty()) {
      return new Found.None(Outcome.permerror("no key"));
    }
    List<PublicKeyRecord> records =
        answer.records().stream()
            .flatMap(text -> PublicKeyRecord.parse(text).stream())
            .limit(MAX_RECORDS)
            .toList();
    if (records.isEmpty()) {
      return new Found.None(Outcome.permerror("key record malformed"));
    }
    Predicate<PublicKeyRecord> fits = each -> each.unfit(algorithm).isEmpty();
    return new Found.Key(records.stream().filter(fits).findFirst().orElse(records.getFirst()));
  }

  /// Checks a signature with the key found.
  Outcome check(PublicKeyRecord published, Algorithm algorithm, byte[] signed, byte[] signature) {
    Optional<Outcome> unfit = published.unfit(algorithm);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    Optional<CheckingKey> key = published.key(algorithm);
    if (key.isEmpty()) {
      return Outcome.permerror("key malformed");
    }
    if (key.get().weak()) {
      return Outcome.policy("key shorter than 1024 bits");
    }
    return key.get().matches(signed, signature)
        ? Outcome.PASS
        : Outcome.fail("signature does not match");
  }
}
