package dev.postern.conformance.crash;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Two agents on one server, and the folders and messages that the load starts from.
///
/// @param ledger already has the flagged messages
record Crowd(Postern server, Ledger ledger, String ann, String bob) {
  private static final int FLAGGED = 8;

  /// Makes the agents.
  static Crowd on(Postern server) throws IOException {
    var crowd = new Crowd(server, new Ledger(), server.agent("ann"), server.agent("bob"));
    try (Imap imap = Imap.login(server, crowd.ann)) {
      for (String folder : List.of("appended", "from", "to", "churn", "flagged")) {
        imap.command("CREATE " + folder);
      }
      crowd.flag(imap);
    }
    return crowd;
  }

  private void flag(Imap imap) throws IOException {
    imap.command("SELECT flagged");
    for (int uid = 1; uid <= FLAGGED; uid++) {
      Letter letter = new Letter("flagged-" + uid, 1);
      imap.append("flagged", letter.text(ann, bob).getBytes(StandardCharsets.US_ASCII));
      ledger.flagged(uid, 0);
    }
    imap.command("UID STORE 1:" + FLAGGED + " FLAGS (turn0)");
  }

  /// Returns what compares a server, this one or a restored one, with the ledger.
  Books books(Postern other) {
    return new Books(other, ann, bob);
  }
}
