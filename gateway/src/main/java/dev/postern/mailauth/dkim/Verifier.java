package dev.postern.mailauth.dkim;

import dev.postern.dns.Dns;
import dev.postern.mail.HeaderField;
import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Checks the DKIM signatures of a mail (RFC 6376 section 6, RFC 8301, RFC 8463).
///
/// Stricter than the RFCs ask: a signature with `l=` that leaves octets of the body unsigned is
/// `policy`, for anyone could have added them.
///
/// Signatures of the author's own domain are looked at first, and after 25 seconds no key is asked
/// for: others, whose keys are long in coming, must not hide who the author is. Safe for concurrent
/// use; blocks while it asks the DNS.
public final class Verifier {
  /// Signatures looked at: each costs a question and a computation.
  static final int MAX_SIGNATURES = 8;

  // Of more, those of the author's domain are not searched for.
  private static final int MAX_SORTED = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final List<String> REQUIRED = List.of("v", "a", "b", "bh", "d", "h", "s");

  private final KeyCheck keys;
  private final InstantSource clock;

  /// Looks keys up through `dns`.
  public Verifier(Dns dns, InstantSource clock) {
    this.keys = new KeyCheck(dns);
    this.clock = clock;
  }

  /// Checks the topmost eight signatures, those of the author's domain before others; never throws
  /// on what the mail says.
  ///
  /// @return one check each, in message order, then one for all that were not evaluated; `none` if
  ///   there is no signature
  public List<Check> verify(RawMail mail) {
    List<HeaderField> fields = mail.header().all("DKIM-Signature");
    if (fields.isEmpty()) {
      return List.of(new Check("dkim", "none", "", Map.of()));
    }
    BodyHashes body = new BodyHashes(mail);
    SignedFields header = new SignedFields(mail);
    Instant end = clock.instant().plus(PATIENCE);
    Map<Long, Check> evaluated = new TreeMap<>();
    for (HeaderField field : first(fields, mail.authorDomains())) {
      evaluated.put(field.start(), check(mail, header, body, field, end));
    }
    List<Check> checks = new ArrayList<>(evaluated.values());
    int more = fields.size() - checks.size();
    if (more > 0) {
      checks.add(Outcome.neutral(more + " more not evaluated").check("dkim", Map.of()));
    }
    return List.copyOf(checks);
  }

  private static List<HeaderField> first(List<HeaderField> fields, List<String> authors) {
    return fields.stream()
        .limit(MAX_SORTED)
        .sorted(Comparator.comparing((HeaderField field) -> !speaksFor(field, authors)))
        .limit(MAX_SIGNATURES)
        .toList();
  }

  private static boolean speaksFor(HeaderField field, List<String> authors) {
    Optional<String> domain = SignatureField.of(field).flatMap(SignatureField::domain);
    return domain.isPresent()
        && authors.stream()
            .anyMatch(author ->
                author.equals(domain.get())
                    || author.endsWith("." + domain.get())
                    || domain.get().endsWith("." + author));
  }

  private Check check(
      RawMail mail, SignedFields header, BodyHashes body, HeaderField field, Instant end) {
    Optional<SignatureField> read = SignatureField.of(field);
    if (read.isEmpty()) {
      return Outcome.permerror("signature malformed").check("dkim", Map.of());
    }
    SignatureField signature = read.get();
    Optional<Outcome> malformed = malformed(signature);
    Outcome outcome =
        malformed.isEmpty() && clock.instant().isAfter(end)
            ? Outcome.temperror("not done in time")
            : malformed.orElseGet(() -> evaluate(mail, header, body, signature));
    return outcome.check("dkim", signature.properties());
  }

  /// Says what is wrong with a signature by itself (RFC 6376 section 6.1.1).
  private Optional<Outcome> malformed(SignatureField signature) {
    for (String tag : REQUIRED) {
      if (!signature.tags().has(tag)) {
        return error(tag + "= missing");
      }
    }
    if (!signature.tags().get("v", "").equals("1")) {
      return error("unknown version");
    }
    if (signature.algorithm().isEmpty()) {
      boolean sha1 = signature.tags().get("a", "").equalsIgnoreCase("rsa-sha1");
      return error(sha1 ? "rsa-sha1 is too weak" : "unknown algorithm");
    }
    if (signature.domain().isEmpty() || signature.selector().isEmpty()) {
      return error("d= or s= is no name");
    }
    if (!signature.signsFrom()) {
      return error("From not signed");
    }
    if (signature.headerForm().isEmpty() || signature.bodyForm().isEmpty()) {
      return error("unknown canonicalization");
    }
    if (!asksDns(signature)) {
      return error("unknown query method");
    }
    if (identity(signature, true).isEmpty()) {
      return error("i= not within d=");
    }
    return times(signature);
  }

  private static boolean asksDns(SignatureField signature) {
    String methods = signature.tags().solid("q");
    return methods.isEmpty() || Arrays.asList(methods.split(":", -1)).contains("dns/txt");
  }

  private Optional<Outcome> times(SignatureField signature) {
    boolean expires = signature.tags().has("x");
    Optional<Long> expiry = signature.number("x");
    if (expires && expiry.isEmpty()) {
      return error("x= is no time");
    }
    if (expires && signature.number("t").orElse(0L) > expiry.orElse(0L)) {
      return error("expires before it was made");
    }
    boolean over = expires && clock.instant().getEpochSecond() > expiry.orElse(0L);
    return over ? Optional.of(Outcome.fail("signature expired")) : Optional.empty();
  }

  /// Returns the domain of `i=`, which is that of `d=` or, if `subdomains`, below it.
  private static Optional<String> identity(SignatureField signature, boolean subdomains) {
    String domain = signature.domain().orElse("");
    String identity = RawMail.utf8(signature.tags().solid("i"));
    if (!signature.tags().has("i")) {
      return Optional.of(domain);
    }
    return Optional.of(identity)
        .filter(text -> text.indexOf('@') >= 0)
        .flatMap(text -> RawMail.domain(text.substring(text.lastIndexOf('@') + 1)))
        .filter(name -> name.equals(domain) || (subdomains && name.endsWith("." + domain)));
  }

  private Outcome evaluate(
      RawMail mail, SignedFields header, BodyHashes body, SignatureField signature) {
    Algorithm algorithm = signature.algorithm().orElseThrow();
    KeyCheck.Found found =
        keys.find(signature.domain().orElseThrow(), signature.selector().orElseThrow(), algorithm);
    return switch (found) {
      case KeyCheck.Found.None none -> none.why();
      case KeyCheck.Found.Key key ->
          tested(key.published(), match(mail, header, body, signature, key.published()));
    };
  }

  private Outcome match(
      RawMail mail,
      SignedFields header,
      BodyHashes body,
      SignatureField signature,
      PublicKeyRecord published) {
    if (published.strict() && identity(signature, false).isEmpty()) {
      return Outcome.permerror("i= not d= itself");
    }
    Canonicalization form = signature.headerForm().orElseThrow();
    byte[] signed = signature.signed(mail, header, form);
    byte[] octets = signature.octets("b").orElse(new byte[0]);
    Outcome outcome = keys.check(published, signature.algorithm().orElseThrow(), signed, octets);
    return outcome.passed() ? body(body, signature) : outcome;
  }

  private static Outcome body(BodyHashes bodies, SignatureField signature) {
    BodyHashes.Hash body = bodies.of(signature.bodyForm().orElseThrow());
    if (signature.tags().has("l")) {
      Optional<Long> length = signature.number("l");
      if (length.isEmpty() || length.get() > body.length()) {
        return Outcome.permerror("l= is longer than the body");
      }
      if (length.get() < body.length()) {
        return Outcome.policy("l= leaves body octets unsigned");
      }
    }
    byte[] claimed = signature.octets("bh").orElse(new byte[0]);
    return Arrays.equals(claimed, body.sha256())
        ? Outcome.PASS
        : Outcome.fail("body does not match");
  }

  // RFC 6376 section 3.6.1: in testing, mail with a bad signature is not treated worse than mail
  // without one. A good one proves who signed all the same.
  private static Outcome tested(PublicKeyRecord published, Outcome outcome) {
    if (!published.testing()) {
      return outcome;
    }
    return outcome.passed()
        ? new Outcome("pass", "key in testing")
        : Outcome.neutral(outcome.reason() + ", key in testing");
  }

  private static Optional<Outcome> error(String reason) {
    return Optional.of(Outcome.permerror(reason));
  }
}
