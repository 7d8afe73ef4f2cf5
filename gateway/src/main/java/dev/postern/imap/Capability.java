package dev.postern.imap;

import java.util.Optional;

/// What IMAP can announce after login (spec of each: the RFC beside it), in the order it is
/// announced. A command works whether or not its capability is announced, unless it was switched
/// off for the account or the server.
public enum Capability {
  IMAP4REV1("IMAP4rev1"),
  IMAP4REV2("IMAP4rev2"),
  SASL_IR("SASL-IR"),
  LITERAL_MINUS("LITERAL-"),
  LITERAL_PLUS("LITERAL+"),
  ID("ID"),
  ENABLE("ENABLE"),
  IDLE("IDLE"),
  NAMESPACE("NAMESPACE"),
  CHILDREN("CHILDREN"),
  UNSELECT("UNSELECT"),
  UIDPLUS("UIDPLUS"),
  MOVE("MOVE"),
  SPECIAL_USE("SPECIAL-USE"),
  CREATE_SPECIAL_USE("CREATE-SPECIAL-USE"),
  LIST_EXTENDED("LIST-EXTENDED"),
  LIST_STATUS("LIST-STATUS"),
  STATUS_SIZE("STATUS=SIZE"),
  XLIST("XLIST"),
  ESEARCH("ESEARCH"),
  SEARCHRES("SEARCHRES"),
  WITHIN("WITHIN"),
  CONDSTORE("CONDSTORE"),
  QRESYNC("QRESYNC"),
  BINARY("BINARY"),
  UTF8_ACCEPT("UTF8=ACCEPT"),
  MULTIAPPEND("MULTIAPPEND"),
  APPENDLIMIT("APPENDLIMIT"),
  OBJECTID("OBJECTID"),
  SAVEDATE("SAVEDATE"),
  PREVIEW("PREVIEW"),
  SORT("SORT"),
  SORT_DISPLAY("SORT=DISPLAY"),
  THREAD_REFERENCES("THREAD=REFERENCES"),
  THREAD_ORDEREDSUBJECT("THREAD=ORDEREDSUBJECT"),
  ESORT("ESORT"),
  QUOTA("QUOTA"),
  QUOTA_STORAGE("QUOTA=RES-STORAGE"),
  QUOTA_MESSAGE("QUOTA=RES-MESSAGE"),
  REPLACE("REPLACE"),
  INPROGRESS("INPROGRESS"),
  PARTIAL("PARTIAL"),
  NOTIFY("NOTIFY"),
  FUZZY("SEARCH=FUZZY"),
  METADATA("METADATA"),
  COMPRESS("COMPRESS=DEFLATE"),
  AUTH_SCRAM_SHA_256("AUTH=SCRAM-SHA-256"),
  AUTH_OAUTHBEARER("AUTH=OAUTHBEARER"),
  AUTH_XOAUTH2("AUTH=XOAUTH2");

  private final String wire;

  Capability(String wire) {
    this.wire = wire;
  }

  /// Returns its name as announced, without a value.
  public String wire() {
    return wire;
  }

  /// Returns the capability with this name in any letter case.
  public static Optional<Capability> named(String name) {
    for (Capability capability : values()) {
      if (capability.wire.equalsIgnoreCase(name)) {
        return Optional.of(capability);
      }
    }
    return Optional.empty();
  }
}
