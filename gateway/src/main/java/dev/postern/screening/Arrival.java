package dev.postern.screening;

import java.net.InetAddress;

/// A mail at the door, but for the mail.
///
/// @param client who hands it over
/// @param helo what that called itself, as it came
/// @param sender reverse path; empty for the null sender
/// @param utf8 whether it was announced with SMTPUTF8
public record Arrival(InetAddress client, String helo, String sender, boolean utf8) {}
