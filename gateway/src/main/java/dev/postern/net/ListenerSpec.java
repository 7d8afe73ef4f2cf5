package dev.postern.net;

import java.net.InetSocketAddress;
import java.time.Duration;

/// A place to listen at.
///
/// @param name as the configuration calls it: `imap`, `submissions`
/// @param address port 0 takes any free one
/// @param signsIn whether clients must sign in before the deadline; not at `mx` and `api`, whose
///   clients are held by `idle` alone
/// @param idle a connection is closed when for this time nothing was read, nothing written, and no
///   task ran
/// @param refusal sent without TLS to a connection that is one too many; may be empty
public record ListenerSpec(
    String name,
    InetSocketAddress address,
    TlsMode tls,
    boolean signsIn,
    Duration idle,
    byte[] refusal) {}
