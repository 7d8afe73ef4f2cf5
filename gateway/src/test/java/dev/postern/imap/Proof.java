package dev.postern.imap;

import java.util.List;

/// A command that shows whether a capability works.
///
/// @param profile under which it is tried
/// @param before commands before it
/// @param sign what stands in its answer if and only if the capability works
/// @param refusal how its tagged answer begins where the capability was switched off
record Proof(
    Capability capability,
    Profile profile,
    List<String> before,
    String command,
    String sign,
    String refusal) {
  private static final String LETTER = "Subject: x\r\n\r\ntext\r\n";

  private static Proof of(Capability capability, String command) {
    return told(capability, command, "OK ", "BAD");
  }

  private static Proof told(Capability capability, String command, String sign, String refusal) {
    return new Proof(capability, Profile.FULL, List.of("SELECT INBOX"), command, sign, refusal);
  }

  private static Proof first(
      Capability capability, String before, String command, String sign, String refusal) {
    return new Proof(capability, Profile.FULL, List.of(before), command, sign, refusal);
  }

  private static Proof under(Profile profile, Capability capability, String command) {
    return new Proof(capability, profile, List.of("SELECT INBOX"), command, "OK ", "BAD");
  }

  private static String literal(String text) {
    return "{" + text.length() + "+}\r\n" + text;
  }

  /// Says whether it is tried by a client that has not signed in.
  boolean beforeLogin() {
    return capability == Capability.SASL_IR || capability.wire().startsWith("AUTH=");
  }

  /// Returns at least one proof of each capability but IMAP4rev1, which is always there.
  static List<Proof> all(Capability of) {
    return switch (of) {
      case IMAP4REV1 -> List.of();
      case IMAP4REV2 -> List.of(first(of, "NOOP", "ENABLE IMAP4rev2", "IMAP4rev2", "OK"));
      case SASL_IR ->
          List.of(told(of, "AUTHENTICATE PLAIN !", "not base64", "BAD [CLIENTBUG] unknown"));
      case AUTH_SCRAM_SHA_256, AUTH_OAUTHBEARER, AUTH_XOAUTH2 -> {
        String name = of.wire().substring("AUTH=".length());
        yield List.of(told(of, "AUTHENTICATE " + name + " !", "not base64", "NO"));
      }
      case LITERAL_MINUS -> List.of(under(Profile.LEGACY, of, "SELECT " + literal("INBOX")));
      case LITERAL_PLUS -> List.of(of(of, "LIST \"\" " + literal("x".repeat(5000))));
      case ID -> List.of(of(of, "ID NIL"));
      case ENABLE -> List.of(first(of, "NOOP", "ENABLE CONDSTORE", "OK ", "BAD"));
      case IDLE -> List.of(of(of, "IDLE\r\nDONE"));
      case NAMESPACE -> List.of(of(of, "NAMESPACE"));
      case UNSELECT -> List.of(of(of, "UNSELECT"));
      case UIDPLUS -> List.of(of(of, "UID EXPUNGE 1"));
      case MOVE -> List.of(of(of, "UID MOVE 99999 INBOX"));
      case MULTIAPPEND ->
          List.of(of(of, "APPEND Drafts " + literal(LETTER) + " " + literal(LETTER)));
      case REPLACE -> List.of(of(of, "REPLACE 1 INBOX " + literal(LETTER)));
      case INPROGRESS -> List.of(told(of, "SEARCH SENTSINCE 1-Jan-1990", "[INPROGRESS", "OK"));
      case NOTIFY -> List.of(of(of, "NOTIFY NONE"));
      case METADATA -> List.of(of(of, "GETMETADATA \"\" /shared/comment"));
      case COMPRESS -> List.of(of(of, "COMPRESS DEFLATE"));
      case XLIST,
          CHILDREN,
          SPECIAL_USE,
          CREATE_SPECIAL_USE,
          LIST_EXTENDED,
          LIST_STATUS,
          STATUS_SIZE,
          APPENDLIMIT,
          QUOTA,
          QUOTA_STORAGE,
          QUOTA_MESSAGE ->
          ofFolders(of);
      case UTF8_ACCEPT,
          CONDSTORE,
          QRESYNC,
          ESEARCH,
          SEARCHRES,
          WITHIN,
          BINARY,
          OBJECTID,
          SAVEDATE,
          PREVIEW,
          SORT,
          SORT_DISPLAY,
          THREAD_REFERENCES,
          THREAD_ORDEREDSUBJECT,
          ESORT,
          PARTIAL,
          FUZZY ->
          ofMessages(of);
    };
  }

  private static List<Proof> ofFolders(Capability of) {
    return switch (of) {
      case XLIST -> List.of(of(of, "XLIST \"\" *"));
      case CHILDREN -> List.of(of(of, "LIST \"\" * RETURN (CHILDREN)"));
      case SPECIAL_USE ->
          List.of(of(of, "LIST (SPECIAL-USE) \"\" *"), of(of, "LIST \"\" * RETURN (SPECIAL-USE)"));
      case CREATE_SPECIAL_USE -> List.of(told(of, "CREATE x (USE (\\Drafts))", "[USEATTR]", "BAD"));
      case LIST_EXTENDED -> List.of(of(of, "LIST \"\" (INBOX Sent)"));
      case LIST_STATUS -> List.of(of(of, "LIST \"\" * RETURN (STATUS (MESSAGES))"));
      case STATUS_SIZE -> List.of(of(of, "STATUS Sent (SIZE)"));
      case APPENDLIMIT -> List.of(of(of, "STATUS Sent (APPENDLIMIT)"));
      case QUOTA -> List.of(of(of, "GETQUOTA \"\""), of(of, "GETQUOTAROOT INBOX"));
      case QUOTA_STORAGE ->
          List.of(
              told(of, "GETQUOTA \"\"", "STORAGE", "OK"), of(of, "STATUS Sent (DELETED-STORAGE)"));
      case QUOTA_MESSAGE -> List.of(told(of, "GETQUOTA \"\"", "MESSAGE", "OK"));
      default -> List.of();
    };
  }

  private static List<Proof> ofMessages(Capability of) {
    return switch (of) {
      case UTF8_ACCEPT ->
          List.of(first(of, "NOOP", "ENABLE UTF8=ACCEPT", "ENABLED UTF8=ACCEPT", "OK"));
      case CONDSTORE ->
          List.of(
              first(of, "NOOP", "ENABLE CONDSTORE", "ENABLED CONDSTORE", "OK"),
              of(of, "SELECT Sent (CONDSTORE)"),
              of(of, "STATUS Sent (HIGHESTMODSEQ)"),
              of(of, "FETCH 1 (MODSEQ)"),
              of(of, "FETCH 1 FLAGS (CHANGEDSINCE 1)"),
              of(of, "SEARCH NOT MODSEQ 1"),
              of(of, "STORE 1 (UNCHANGEDSINCE 99999999) +FLAGS (a)"));
      case QRESYNC ->
          List.of(
              first(of, "NOOP", "ENABLE QRESYNC", "ENABLED QRESYNC", "OK"),
              first(of, "ENABLE QRESYNC", "SELECT INBOX (QRESYNC (1 1))", "OK ", "BAD"));
      case ESEARCH -> List.of(of(of, "SEARCH RETURN (COUNT) ALL"));
      case SEARCHRES ->
          List.of(
              of(of, "SEARCH RETURN (SAVE) ALL"),
              of(of, "FETCH $ UID"),
              of(of, "UID COPY $ Sent"),
              of(of, "UID STORE $ +FLAGS (a)"),
              of(of, "UID EXPUNGE $"),
              of(of, "SEARCH OR $ UID $"));
      case WITHIN -> List.of(of(of, "SEARCH (YOUNGER 10 SEEN)"), of(of, "SEARCH OLDER 10"));
      case BINARY ->
          List.of(
              of(of, "FETCH 1 BINARY.SIZE[1]"),
              of(of, "FETCH 1 BINARY.PEEK[1]"),
              of(of, "APPEND Drafts ~" + literal(LETTER)));
      case OBJECTID ->
          List.of(
              of(of, "FETCH 1 EMAILID"),
              of(of, "FETCH 1 (UID THREADID)"),
              of(of, "SEARCH EMAILID x"),
              of(of, "STATUS Sent (MAILBOXID)"));
      case SAVEDATE ->
          List.of(
              of(of, "FETCH 1 SAVEDATE"),
              of(of, "SEARCH SAVEDSINCE 1-Jan-2020"),
              of(of, "SEARCH SAVEDATESUPPORTED"),
              of(of, "NOTIFY SET (SELECTED (MessageNew (UID SAVEDATE) MessageExpunge))"));
      case PREVIEW -> List.of(of(of, "FETCH 1 PREVIEW"), of(of, "FETCH 1 (PREVIEW (LAZY))"));
      case SORT -> List.of(of(of, "SORT (DATE) UTF-8 ALL"));
      case SORT_DISPLAY -> List.of(of(of, "UID SORT (REVERSE DISPLAYFROM) UTF-8 ALL"));
      case THREAD_REFERENCES -> List.of(of(of, "THREAD REFERENCES UTF-8 ALL"));
      case THREAD_ORDEREDSUBJECT -> List.of(of(of, "UID THREAD ORDEREDSUBJECT UTF-8 ALL"));
      case ESORT -> List.of(of(of, "SORT RETURN (COUNT) (DATE) UTF-8 ALL"));
      case PARTIAL ->
          List.of(
              of(of, "SEARCH RETURN (PARTIAL 1:2) ALL"),
              of(of, "UID FETCH 1:* FLAGS (PARTIAL 1:2)"));
      case FUZZY ->
          List.of(of(of, "SEARCH FUZZY TEXT x"), of(of, "SORT (RELEVANCY) UTF-8 FUZZY TEXT x"));
      default -> List.of();
    };
  }
}
