package dev.postern.imap;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The productions of the grammar that a client can make long, each with its limit (RFC 9051
/// section 9 and the extensions' own grammars).
enum Production {
  LINE(State.SIGNED_IN, 65_536, n -> filled(n, "t LIST \"\" \"", "x", "\"")),
  LINE_BEFORE_LOGIN(State.NEW, 8192, n -> filled(n, "t LOGIN x \"", "p", "\"")),
  TAG(State.SIGNED_IN, 100, n -> "t".repeat(n) + " NOOP\r\n"),
  ATOM(State.SELECTED, 65_536, n -> filled(n, "t SEARCH KEYWORD ", "k", "")),
  QUOTED(State.SELECTED, 65_536, n -> filled(n, "t SEARCH SUBJECT \"", "q", "\"")),
  LITERAL(State.SELECTED, 102_400, n -> "t SEARCH SUBJECT " + literal("l".repeat(n)) + "\r\n"),
  LITERAL_TO_WAIT_FOR(State.SELECTED, 102_400, n -> "t SEARCH SUBJECT {" + n + "}\r\n"),
  LITERAL_BEFORE_LOGIN(State.NEW, 4096, n -> "t LOGIN x " + literal("p".repeat(n)) + "\r\n"),
  LITERALS(
      State.SELECTED,
      1000,
      n -> "t SEARCH" + repeated(n, _ -> " SUBJECT " + literal("x")) + "\r\n"),
  LITERALS_TOGETHER(
      State.SELECTED,
      1 << 20,
      n ->
          "t SEARCH"
              + repeated(
                  16, i -> " SUBJECT " + literal("x".repeat(i == 0 ? n - 15 * 65_536 : 65_536)))
              + "\r\n"),
  LIST(State.SELECTED, 1000, n -> "t FETCH 1 (" + joined(n, i -> "BODY.PEEK[" + i + "]") + ")\r\n"),
  NESTING(State.SELECTED, 100, n -> "t SEARCH " + "(".repeat(n) + "ALL" + ")".repeat(n) + "\r\n"),
  NESTING_OF_NOT(State.SELECTED, 100, n -> "t SEARCH " + "NOT ".repeat(n) + "ALL\r\n"),
  NESTING_OF_PARTS(
      State.SELECTED, 100, n -> "t FETCH 1 BODY.PEEK[" + "1.".repeat(n - 1) + "1]\r\n"),
  SET(State.SELECTED, 65_536, n -> filled(n, "t UID FETCH 1", ",9", " FLAGS")),
  NUMBER(State.SELECTED, 10, n -> "t UID FETCH " + "4294967295999".substring(0, n) + " FLAGS\r\n"),
  HEADER_LIST(
      State.SELECTED,
      1000,
      n -> "t FETCH 1 BODY.PEEK[HEADER.FIELDS (" + joined(n, i -> "X-" + i) + ")]\r\n"),
  FLAG_LIST(State.SELECTED, 1000, n -> "t STORE 1 -FLAGS (" + joined(n, i -> "k" + i) + ")\r\n"),
  FLAGS_WITHOUT_A_LIST(
      State.SELECTED, 1000, n -> "t STORE 1 -FLAGS " + joined(n, i -> "k" + i) + "\r\n"),
  LIST_PATTERNS(State.SIGNED_IN, 100, n -> "t LIST \"\" (" + joined(n, i -> "a*" + i) + ")\r\n"),
  SEARCH_KEYS(State.SELECTED, 1000, n -> "t SEARCH " + joined(n, _ -> "SEEN") + "\r\n"),
  SORT_CRITERIA(
      State.SELECTED, 20, n -> "t SORT (" + joined(n, _ -> "REVERSE DATE") + ") UTF-8 ALL\r\n"),
  ID_PAIRS(State.SIGNED_IN, 30, n -> "t ID (" + joined(n, i -> "\"f" + i + "\" \"v\"") + ")\r\n"),
  ENABLE_NAMES(State.SIGNED_IN, 1000, n -> "t ENABLE " + joined(n, i -> "X-" + i) + "\r\n"),
  STATUS_ITEMS(
      State.SIGNED_IN,
      65_536,
      n -> "t STATUS x" + filled(n - 11, "", " SIZE", ")").replaceFirst(" ", " (")),
  METADATA_ENTRIES(
      State.SIGNED_IN,
      100,
      n -> "t GETMETADATA \"\" (" + joined(n, i -> "/shared/x" + i) + ")\r\n"),
  METADATA_VALUES(
      State.SIGNED_IN,
      100,
      n -> "t SETMETADATA INBOX (" + joined(n, i -> "/private/x" + i + " NIL") + ")\r\n"),
  NOTIFY_GROUPS(
      State.SIGNED_IN,
      50,
      n -> "t NOTIFY SET " + joined(n, i -> "(mailboxes f" + i + " NONE)") + "\r\n"),
  NOTIFY_NAMES(
      State.SIGNED_IN,
      1000,
      n -> "t NOTIFY SET (mailboxes (" + joined(n, i -> "f" + i) + ") NONE)\r\n"),
  QRESYNC_KNOWN_SET(
      State.SIGNED_IN, 65_536, n -> filled(n, "t SELECT INBOX (QRESYNC (1 1 1", ",9", "))")),
  SASL_LINE(State.NEW, 8192, n -> filled(n, "t AUTHENTICATE PLAIN ", "AAAA", "")),
  APPEND_MESSAGES(
      State.SIGNED_IN,
      1000,
      n -> "t APPEND Drafts" + repeated(n, _ -> " " + literal("x")) + "\r\n");

  /// How far a client must have come.
  enum State {
    NEW,
    SIGNED_IN,
    SELECTED
  }

  private final State state;
  private final int limit;
  private final IntFunction<String> text;

  Production(State state, int limit, IntFunction<String> text) {
    this.state = state;
    this.limit = limit;
    this.text = text;
  }

  State state() {
    return state;
  }

  int limit() {
    return limit;
  }

  /// Returns a command in which this production is so long, or is there so often.
  String text(int size) {
    return text.apply(size);
  }

  /// Returns a line of exactly so many octets, its end included: zeros as are needed behind
  /// `before`, then `unit` as often as there is room.
  private static String filled(int octets, String before, String unit, String after) {
    int room = octets - before.length() - after.length() - 2;
    String zeros = "0".repeat(room % unit.length());
    return before + zeros + unit.repeat(room / unit.length()) + after + "\r\n";
  }

  private static String literal(String text) {
    return "{" + text.length() + "+}\r\n" + text;
  }

  private static String joined(int count, IntFunction<String> one) {
    return IntStream.rangeClosed(1, count).mapToObj(one).collect(Collectors.joining(" "));
  }

  private static String repeated(int count, IntFunction<String> one) {
    return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining());
  }
}
