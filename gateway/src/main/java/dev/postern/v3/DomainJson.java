package dev.postern.v3;

import dev.postern.domains.Alias;
import dev.postern.domains.DnsRecord;
import dev.postern.domains.Finding;
import dev.postern.domains.HostedDomain;
import dev.postern.domains.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Domains as the wire shows them (spec/api-admin.md section 7.1), their records and aliases.
public final class DomainJson {
  // How long the answer about a record that does not change may be kept.
  private static final Duration VALID = Duration.ofDays(7);

  private DomainJson() {}

  /// Writes a domain.
  ///
  /// @param application who looks at it
  public static JsonObject of(HostedDomain domain, UUID application) {
    JsonObject json =
        new JsonObject()
            .put("id", domain.id().toString())
            .put("name", domain.name())
            .put("branded", domain.isBranded())
            .put("domain_address", domain.address())
            .put("organization_id", domain.application().orElse(application).toString())
            .put("region", "us");
    for (Proof proof : Proof.values()) {
      json.put("verified_" + proof.wire(), domain.verified(proof));
    }
    return json.put("configured", domain.isConfigured())
        .put("catch_all", domain.catchAll().map(UUID::toString))
        .put("created_at", domain.createdAt().getEpochSecond())
        .put("updated_at", domain.changedAt().getEpochSecond());
  }

  /// Writes what to publish for one proof, and how it stands with it.
  ///
  /// @param record what the proof is about; empty if nothing has to be published
  /// @param all every record of the proof
  public static JsonObject attempt(
      HostedDomain domain,
      Proof proof,
      Optional<DnsRecord> record,
      List<DnsRecord> all,
      Instant now) {
    JsonObject options = new JsonObject();
    record.ifPresent(shown ->
        options.put("host", shown.host()).put("type", shown.type()).put("value", shown.value()));
    boolean owner = proof == Proof.OWNERSHIP;
    Instant expires = owner ? domain.ownership().expires() : now.plus(VALID);
    Instant created = owner ? expires.minus(VALID) : now;
    return new JsonObject()
        .put("domain_id", domain.id().toString())
        .put("attempt", new JsonObject().put("type", proof.wire()).put("options", options))
        .put("status", wire(domain.status(proof)))
        .put("created_at", created.getEpochSecond())
        .put("expires_at", expires.getEpochSecond())
        .put("message", message(domain, proof, record))
        .put("details", new JsonObject().putObjects("records", records(domain, all)));
  }

  private static String message(HostedDomain domain, Proof proof, Optional<DnsRecord> record) {
    Optional<String> told =
        domain.finding(proof).map(Finding::message).filter(text -> !text.isEmpty());
    if (told.isPresent()) {
      return told.get();
    }
    if (record.isEmpty()) {
      return "nothing has to be published";
    }
    return domain.verified(proof)
        ? "the record is as it must be"
        : "publish the record, then verify it; it is looked for in the background too";
  }

  /// Writes records.
  public static List<JsonObject> records(HostedDomain domain, List<DnsRecord> records) {
    return records.stream().map(record -> of(domain, record)).toList();
  }

  private static JsonObject of(HostedDomain domain, DnsRecord record) {
    String name =
        record.host().equals("@") ? domain.address() : record.host() + "." + domain.address();
    return new JsonObject()
        .put("check", record.proof().wire())
        .put("host", record.host())
        .put("name", name)
        .put("type", record.type())
        .put("value", record.value())
        .put("need", record.need().name().toLowerCase(Locale.ROOT))
        .put("status", wire(record.status()))
        .put("note", Optional.of(record.note()).filter(note -> !note.isEmpty()));
  }

  private static String wire(Finding.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /// Writes an alias.
  public static JsonObject of(Alias alias) {
    return new JsonObject()
        .put("id", alias.id().toString())
        .put("domain_id", alias.domain().toString())
        .put("address", alias.address())
        .put("grant_id", alias.grant().toString())
        .put("created_at", alias.createdAt().getEpochSecond());
  }
}
