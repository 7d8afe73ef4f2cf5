package dev.postern.mailauth.arc;

import dev.postern.dns.Dns;
import dev.postern.mailauth.AuthenticationResults;
import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.dkim.BodyHashes;
import dev.postern.mailauth.dkim.Canonicalization;
import dev.postern.mailauth.dkim.KeyCheck;
import dev.postern.mailauth.dkim.Outcome;
import dev.postern.mailauth.dkim.SignatureField;
import dev.postern.mailauth.dkim.SignedFields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Validates the chain of those who passed a mail on (RFC 8617 section 5.2). Blocks while it asks
/// the DNS. Safe for concurrent use.
public final class ArcVerifier {
  private final KeyCheck keys;

  /// Looks keys up through `dns`.
  public ArcVerifier(Dns dns) {
    this.keys = new KeyCheck(dns);
  }

  /// Validates the chain of a mail; never throws on what it says.
  ///
  /// @param remoteIp who handed the mail to us, for `smtp.remote-ip`; empty if nobody did
  public Chain verify(RawMail mail, String remoteIp) {
    if (mail.header().fields().stream().noneMatch(ArcSet::isAny)) {
      return chain("none", "", Map.of());
    }
    Map<String, String> properties = new LinkedHashMap<>();
    if (!remoteIp.isEmpty()) {
      properties.put("smtp.remote-ip", remoteIp);
    }
    Optional<List<ArcSet>> sets = ArcSet.read(mail);
    if (sets.isEmpty()) {
      return chain("fail", "sets not whole, or too many", properties);
    }
    return validate(new Sealed(mail, sets.get()), properties);
  }

  /// A mail and its sets, with what their signatures are computed from.
  private record Sealed(RawMail mail, List<ArcSet> sets, SignedFields header, BodyHashes body) {
    Sealed(RawMail mail, List<ArcSet> sets) {
      this(mail, sets, new SignedFields(mail), new BodyHashes(mail));
    }
  }

  private Chain validate(Sealed sealed, Map<String, String> properties) {
    List<ArcSet> sets = sealed.sets();
    String claimed = sets.getLast().seal().tags().get("cv", "");
    if (claimed.equalsIgnoreCase("fail")) {
      return chain("fail", "failed before it came", properties);
    }
    for (ArcSet set : sets) {
      String wanted = set.instance() == 1 ? "none" : "pass";
      if (!set.seal().tags().get("cv", "").equalsIgnoreCase(wanted)) {
        return failed(set, "seal", Outcome.fail("cv= is not " + wanted), properties);
      }
    }
    Outcome newest = message(sealed, sets.getLast());
    if (!newest.passed()) {
      return failed(sets.getLast(), "message signature", newest, properties);
    }
    for (ArcSet set : sets.reversed()) {
      Outcome outcome = seal(sealed, set);
      if (!outcome.passed()) {
        return failed(set, "seal", outcome, properties);
      }
    }
    properties.put("header.oldest-pass", String.valueOf(oldestPass(sealed)));
    return passed(sealed, properties);
  }

  private static Chain passed(Sealed sealed, Map<String, String> properties) {
    List<String> sealers =
        sealed.sets().reversed().stream().flatMap(set -> set.seal().domain().stream()).toList();
    String results = sealed.sets().getLast().results().unfoldedRaw();
    return new Chain(
        new Check("arc", "pass", "", properties),
        sealers,
        AuthenticationResults.parse(RawMail.utf8(results.substring(results.indexOf(';') + 1))));
  }

  /// Returns the lowest instance from which on the mail was not changed; 0 if it never was.
  private int oldestPass(Sealed sealed) {
    List<ArcSet> older = sealed.sets().subList(0, sealed.sets().size() - 1).reversed();
    for (ArcSet set : older) {
      if (!message(sealed, set).passed()) {
        return set.instance() + 1;
      }
    }
    return 0;
  }

  private Outcome message(Sealed sealed, ArcSet set) {
    SignatureField signature = set.message();
    Optional<Canonicalization> header = signature.headerForm();
    Optional<Canonicalization> body = signature.bodyForm();
    if (header.isEmpty() || body.isEmpty()) {
      return Outcome.permerror("unknown canonicalization");
    }
    boolean seals = signature.fields().stream().anyMatch(ArcSet.SEAL::equalsIgnoreCase);
    if (seals || !signature.signsFrom()) {
      return Outcome.permerror(seals ? "signs seals" : "From not signed");
    }
    if (signature.tags().has("l")) {
      return Outcome.policy("l= is not taken");
    }
    byte[] hash = signature.octets("bh").orElse(new byte[0]);
    if (!Arrays.equals(hash, sealed.body().of(body.get()).sha256())) {
      return Outcome.fail("body does not match");
    }
    return check(signature, signature.signed(sealed.mail(), sealed.header(), header.get()));
  }

  private Outcome seal(Sealed sealed, ArcSet set) {
    boolean fields = set.seal().tags().has("h") || set.seal().tags().has("bh");
    return fields
        ? Outcome.permerror("seal names fields")
        : check(set.seal(), SealInput.of(sealed.mail(), sealed.sets().subList(0, set.instance())));
  }

  private Outcome check(SignatureField signature, byte[] signed) {
    if (signature.algorithm().isEmpty()) {
      return Outcome.permerror("unknown algorithm");
    }
    if (signature.domain().isEmpty() || signature.selector().isEmpty()) {
      return Outcome.permerror("d= or s= is no name");
    }
    return keys.check(
        signature.algorithm().get(),
        signature.domain().get(),
        signature.selector().get(),
        signed,
        signature.octets("b").orElse(new byte[0]));
  }

  private static Chain failed(
      ArcSet set, String what, Outcome outcome, Map<String, String> properties) {
    String result = outcome.result().equals("temperror") ? "temperror" : "fail";
    return chain(result, what + " " + set.instance() + ": " + outcome.reason(), properties);
  }

  private static Chain chain(String result, String reason, Map<String, String> properties) {
    return new Chain(new Check("arc", result, reason, properties), List.of(), Optional.empty());
  }
}
