package dev.postern.domains;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The mail domains of this server as they are now: those of the configuration (`domains`), in
/// lower case and in the order configured, and those that applications made and verified. Reading
/// takes no time: there is no database behind it.
///
/// The feedback name of each domain, `bounce.` before it, is local too: its addresses are those of
/// the domain.
public final class Domains {
  private static final String FEEDBACK = "bounce.";

  private final SequencedSet<String> names;
  private final Map<String, HostedDomain> hosted = new ConcurrentHashMap<>();
  private final Set<String> unverified = ConcurrentHashMap.newKeySet();

  private Domains(SequencedSet<String> names) {
    this.names = names;
  }

  /// Reads configured names; letter case does not matter.
  public static Domains of(List<String> names) {
    SequencedSet<String> lower = new LinkedHashSet<>();
    names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
    return new Domains(Collections.unmodifiableSequencedSet(lower));
  }

  /// Returns the name that failures of the domain's mail are reported to.
  public static String feedback(String domain) {
    return FEEDBACK + domain;
  }

  /// Returns the configured domains.
  public SequencedSet<String> names() {
    return names;
  }

  /// Says whether mail to `domain` stays on this server.
  public boolean isLocal(String domain) {
    return home(domain).isPresent();
  }

  /// Returns the domain here whose addresses those of `domain` are: itself, or what its feedback
  /// name belongs to; empty if it is not local.
  public Optional<String> home(String domain) {
    String name = domain.toLowerCase(Locale.ROOT);
    if (hosts(name)) {
      return Optional.of(name);
    }
    return name.startsWith(FEEDBACK) && hosts(name.substring(FEEDBACK.length()))
        ? Optional.of(name.substring(FEEDBACK.length()))
        : Optional.empty();
  }

  private boolean hosts(String name) {
    if (names.contains(name)) {
      return true;
    }
    HostedDomain domain = hosted.get(name);
    return domain != null && domain.live();
  }

  /// Returns what is kept of a domain whose mail stays here; empty too if it is a configured one
  /// that has no row yet.
  public Optional<HostedDomain> kept(String domain) {
    return Optional.ofNullable(hosted.get(domain.toLowerCase(Locale.ROOT)));
  }

  /// Says whether agents with addresses of `domain` may send mail to other servers.
  public boolean maySend(String domain) {
    String name = domain.toLowerCase(Locale.ROOT);
    return names.contains(name) || kept(name).map(HostedDomain::sends).orElse(true);
  }

  /// Says whether there is a domain whose agents may not send to other servers.
  public boolean anyUnverified() {
    return !unverified.isEmpty();
  }

  /// Replaces what is known of a domain in the store. For one thread at a time.
  ///
  /// @param kept empty if it is neither configured nor live
  void show(String address, Optional<HostedDomain> kept) {
    kept.ifPresentOrElse(domain -> hosted.put(address, domain), () -> hosted.remove(address));
    if (maySend(address)) {
      unverified.remove(address);
    } else {
      unverified.add(address);
    }
  }
}
