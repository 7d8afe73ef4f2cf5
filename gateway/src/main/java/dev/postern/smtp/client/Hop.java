package dev.postern.smtp.client;

import java.net.InetSocketAddress;
import java.util.Optional;

/// One address of one server and what a connection to it must be like; connections of equal hops
/// are interchangeable.
///
/// @param name the server's name: for SNI, for its certificate, and in what we tell the sender
/// @param implicit whether TLS starts with the first octet (RFC 8314)
/// @param relay whether it relays for us, so that a greeting with our own name is no loop
record Hop(
    String name,
    InetSocketAddress address,
    boolean implicit,
    boolean relay,
    TlsDemand tls,
    Optional<Login> login) {}
