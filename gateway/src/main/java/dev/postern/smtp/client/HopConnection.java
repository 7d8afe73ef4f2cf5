package dev.postern.smtp.client;

import java.io.IOException;

/// A connection that is greeted, protected and signed in as its hop demands, between two mails.
final class HopConnection implements AutoCloseable {
  final Hop hop;
  final HopSocket socket;
  final Extensions offers;

  /// Whether the hop proved who it is.
  final boolean verified;

  // How many mails were begun on it.
  private int mails;
  private long idleSince;
  private boolean unclean;

  HopConnection(Hop hop, HopSocket socket, Extensions offers, boolean verified) {
    this.hop = hop;
    this.socket = socket;
    this.offers = offers;
    this.verified = verified;
  }

  /// Returns how many mails were begun before, and counts one more.
  int begin() {
    return mails++;
  }

  int mails() {
    return mails;
  }

  /// Says whether RSET is needed before the next mail.
  boolean isUnclean() {
    return unclean;
  }

  void unclean(boolean now) {
    unclean = now;
  }

  void rest(long now) {
    idleSince = now;
  }

  long idleSince() {
    return idleSince;
  }

  /// Says goodbye without waiting for an answer, and hangs up.
  void quit() {
    try {
      socket.say("QUIT");
      socket.flush();
    } catch (IOException _) {
      // It is gone already.
    }
    close();
  }

  @Override
  public void close() {
    socket.close();
  }
}
