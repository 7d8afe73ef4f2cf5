package dev.postern.smtp.client;

import java.util.regex.Pattern;

/// How our own mail is brought to others.
///
/// @param ehlo what this server calls itself
/// @param port of the servers that MX records name; 25 but for tests
/// @param allowPrivate whether such a server may have an address that is not of the public internet
record ClientOptions(String ehlo, int port, boolean allowPrivate, Timeouts timeouts) {
  /// How many mails go over one connection.
  static final int MAX_MAILS = 100;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Za-z.:]+]");

  /// Checks the name, which becomes a part of commands.
  ClientOptions {
    if (!NAME.matcher(ehlo).matches()) {
      throw new IllegalArgumentException("no host name: " + ehlo);
    }
  }
}
