package dev.postern.smtp.client;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows which domains demand TLS by MTA-STS (RFC 8461).
///
/// A policy is kept in memory as long as it says, of at most 10,000 domains; it outlives its TXT
/// record (section 3.3) but not this process. Safe for concurrent use.
final class StsPolicies {
  private static final Logger log = LoggerFactory.getLogger(StsPolicies.class);
  private static final int MAX_DOMAINS = 10_000;
  private static final Duration AGAIN = Duration.ofMinutes(5);
  private static final int STRIPES = 64;
  // sts-record = "v=STSv1" *WSP ";" … "id=" 1*32(ALPHA / DIGIT) (section 3.1)
  private static final Pattern RECORD =
      Pattern.compile("v=STSv1[ \t]*;(?:.*;)?[ \t]*id=([A-Za-z0-9]{1,32})[ \t]*(?:;.*)?");

  private final Dns dns;
  private final StsFetcher fetcher;
  private final InstantSource clock;
  private final Map<String, Kept> kept = new Lru();
  private final Object[] turns = new Object[STRIPES];

  /// What is known of a domain.
  ///
  /// @param id of the record that was followed
  /// @param policy empty: it could not be had
  /// @param again when it is asked for although the id is the same: it could not be had
  private record Kept(String id, Optional<StsPolicy> policy, Instant until, Instant again) {}

  private static final class Lru extends LinkedHashMap<String, Kept> {
    private static final long serialVersionUID = 1;

    Lru() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
      return size() > MAX_DOMAINS;
    }
  }

  StsPolicies(Dns dns, StsFetcher fetcher, InstantSource clock) {
    this.dns = dns;
    this.fetcher = fetcher;
    this.clock = clock;
    for (int i = 0; i < STRIPES; i++) {
      turns[i] = new Object();
    }
  }

  /// Returns a domain's policy. Blocks while it is fetched.
  ///
  /// @param domain A-labels in lower case
  Optional<StsPolicy> of(String domain) {
    Optional<String> id = id(dns.text("_mta-sts." + domain));
    Optional<StsPolicy> known = fresh(domain);
    if (id.isEmpty() || isKnown(domain, id.get())) {
      return known;
    }
    // One fetch for all the mails that wait for it.
    synchronized (turns[Math.floorMod(domain.hashCode(), STRIPES)]) {
      return isKnown(domain, id.get()) ? fresh(domain) : fetch(domain, id.get(), known);
    }
  }

  private static Optional<String> id(Answer<String> answer) {
    List<String> records =
        answer.records().stream().filter(text -> text.startsWith("v=STSv1")).toList();
    if (records.size() != 1) {
      return Optional.empty();
    }
    Matcher matcher = RECORD.matcher(records.getFirst());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private Optional<StsPolicy> fresh(String domain) {
    @Nullable Kept entry = entry(domain);
    return entry == null ? Optional.empty() : entry.policy();
  }

  private boolean isKnown(String domain, String id) {
    @Nullable Kept entry = entry(domain);
    return entry != null && entry.id().equals(id) && clock.instant().isBefore(entry.again());
  }

  private @Nullable Kept entry(String domain) {
    synchronized (kept) {
      Kept entry = kept.get(domain);
      return entry != null && clock.instant().isBefore(entry.until()) ? entry : null;
    }
  }

  private Optional<StsPolicy> fetch(String domain, String id, Optional<StsPolicy> old) {
    try {
      Optional<StsPolicy> policy = StsPolicy.parse(fetcher.fetch(domain));
      if (policy.isPresent()) {
        Instant until = clock.instant().plus(policy.get().maxAge());
        keep(domain, new Kept(id, policy, until, until));
        return policy;
      }
      log.warn("{}: its MTA-STS policy is invalid", domain);
    } catch (IOException e) {
      log.warn("{}: its MTA-STS policy cannot be had: {}", domain, HopFailure.reason(e));
    }
    // Section 3.3: not to be asked for with every mail; the policy before it holds meanwhile.
    Instant again = clock.instant().plus(AGAIN);
    @Nullable Kept before = entry(domain);
    Instant until = old.isPresent() && before != null ? before.until() : again;
    keep(domain, new Kept(id, old, until, again));
    return old;
  }

  private void keep(String domain, Kept entry) {
    synchronized (kept) {
      kept.put(domain, entry);
    }
  }
}
