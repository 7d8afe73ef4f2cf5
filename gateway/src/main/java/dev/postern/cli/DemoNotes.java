package dev.postern.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a person needs to look at the demo's mailboxes.
final class DemoNotes {
  /// One agent's ways in.
  record Account(String email, String password, String id) {
    /// Leaves the password out.
    @Override
    public String toString() {
      return "Account[email=" + email + "]";
    }
  }

  private DemoNotes() {}

  static void print(PrintWriter out, ReadyFile ready, Path data, List<Account> accounts) {
    out.println();
    out.println("Mail client (host localhost; user name is the address):");
    out.println("  IMAP  " + ways(ready, "imaps", "imap"));
    out.println("  SMTP  " + ways(ready, "submissions", "submission"));
    for (Account account : accounts) {
      out.printf("  %s  app password %s%n", account.email, account.password);
    }
    out.println("  To trust the certificate import " + ready.caFile());
    Account first = accounts.getFirst();
    out.println();
    out.println("IMAP from the shell:");
    out.printf(
        "  curl --cacert '%s' -u '%s:%s' 'imaps://localhost:%s/INBOX' -X 'FETCH 1:* (FLAGS"
            + " ENVELOPE)'%n",
        ready.caFile(), first.email, first.password, port(ready, "imaps"));
    out.println("The same mailbox by API:");
    out.printf(
        "  curl -H \"Authorization: Bearer $(cat '%s')\" '%s/v3/grants/%s/messages?limit=5'%n",
        ready.apiKeyFile(), ready.apiUrl(), first.id);
    out.println("More agents:");
    out.printf(
        "  gateway/bin/postern agent account create me@%s --app-password --data '%s'%n",
        first.email.substring(first.email.indexOf('@') + 1), data);
    out.println();
    out.println("Ctrl-C ends it. The data is in " + data);
  }

  private static String ways(ReadyFile ready, String tls, String starttls) {
    return "port " + port(ready, tls) + " with TLS, or " + port(ready, starttls) + " with STARTTLS";
  }

  private static String port(ReadyFile ready, String listener) {
    return Optional.ofNullable(ready.ports().get(listener)).map(String::valueOf).orElse("(off)");
  }
}
