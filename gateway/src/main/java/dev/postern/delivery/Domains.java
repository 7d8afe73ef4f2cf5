package dev.postern.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/// The mail domains of this server (`domains` in the configuration), in lower case and in the order
/// configured.
public record Domains(SequencedSet<String> names) {
  /// Reads configured names; letter case does not matter.
  public static Domains of(List<String> names) {
    SequencedSet<String> lower = new LinkedHashSet<>();
    names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
    return new Domains(lower);
  }

  /// Says whether mail to `domain` stays on this server.
  public boolean isLocal(String domain) {
    return names.contains(domain.toLowerCase(Locale.ROOT));
  }
}
