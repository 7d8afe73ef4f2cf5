package dev.postern.api;

import java.net.InetAddress;

/// Who is at the other end of a request's connection.
///
/// @param secure whether the connection is encrypted
record Peer(InetAddress address, boolean secure) {}
