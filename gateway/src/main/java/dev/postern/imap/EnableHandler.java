package dev.postern.imap;

import dev.postern.imap.wire.Command;

/// ENABLE (RFC 5161, RFC 9051 section 6.3.1).
final class EnableHandler {
  private EnableHandler() {}

  /// Tells only what is newly on; names that are unknown or switched off are ignored (C-8).
  static String run(Session session, Command.Enable enable) {
    StringBuilder names = new StringBuilder();
    for (String name : Needs.enabled(enable, session.offer())) {
      boolean changed =
          switch (name) {
            case "CONDSTORE" -> session.enableCondstore();
            case "QRESYNC" -> qresync(session);
            case "UTF8=ACCEPT" -> session.enable(Extension.UTF8_ACCEPT);
            case "IMAP4REV2" -> session.enable(Extension.IMAP4REV2);
            default -> false;
          };
      if (changed) {
        names.append(' ').append(name.equals("IMAP4REV2") ? "IMAP4rev2" : name);
      }
    }
    session.out().put("* ENABLED").put(names.toString()).line();
    return "OK ENABLE completed";
  }

  /// It implies CONDSTORE (RFC 7162 section 3.2.3).
  private static boolean qresync(Session session) {
    session.enableCondstore();
    return session.enable(Extension.QRESYNC);
  }
}
