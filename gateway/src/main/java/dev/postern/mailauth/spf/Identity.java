package dev.postern.mailauth.spf;

import java.net.InetAddress;
import java.time.Instant;

/// Who claims to send (RFC 7208 section 2).
///
/// @param local the sender's part before the `@`; `postmaster` if there is none
/// @param domain of the sender, or of HELO for the null sender
/// @param receiver this server's name
record Identity(
    InetAddress client, String helo, String local, String domain, String receiver, Instant time) {}
