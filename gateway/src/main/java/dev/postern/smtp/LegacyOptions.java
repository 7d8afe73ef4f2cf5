package dev.postern.smtp;

import dev.postern.auth.Network;
import java.util.List;

/// What an operator can set about the legacy listener.
///
/// @param networks whose clients are let in
/// @param startTls whether STARTTLS is shown; programs that see it use it, and stop at a
///   certificate they do not know
/// @param plainLogin whether passwords are taken without TLS from all of these networks
/// @param from what becomes of sender addresses that are not the agent's
public record LegacyOptions(
    List<Network> networks, boolean startTls, boolean plainLogin, FromPolicy from) {
  /// Keeps the list as it is now.
  public LegacyOptions {
    networks = List.copyOf(networks);
  }
}
