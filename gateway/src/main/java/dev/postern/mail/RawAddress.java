package dev.postern.mail;

/// One element of an address list as it came, quoting and comments removed (RFC 5322 section 3.4).
///
/// @param name display name, or the group's name; empty if there is none
/// @param route source route of RFC 822 with its `@`; empty if there is none
/// @param local local part without quoting; may be empty
/// @param domain may be empty
record RawAddress(Kind kind, String name, String route, String local, String domain) {
  /// What an element of an address list is.
  enum Kind {
    MAILBOX,
    GROUP_START,
    GROUP_END
  }

  static RawAddress groupEnd() {
    return new RawAddress(Kind.GROUP_END, "", "", "", "");
  }

  boolean isMailbox() {
    return kind == Kind.MAILBOX;
  }

  RawAddress withNameAfter(String before) {
    return new RawAddress(kind, (before + name).strip(), route, local, domain);
  }

  /// Returns `local@domain`, the local part quoted again where it must be.
  String email() {
    String written = isDotAtom(local) ? local : quoted(local);
    return domain.isEmpty() ? local : written + "@" + domain;
  }

  private static boolean isDotAtom(String local) {
    boolean plain = !local.isEmpty();
    for (int i = 0; plain && i < local.length(); i++) {
      char c = local.charAt(i);
      plain = c > ' ' && c != 127 && "()<>[]:;@\\,\"".indexOf(c) < 0;
    }
    return plain;
  }

  private static String quoted(String local) {
    return local.isEmpty() ? "" : '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
