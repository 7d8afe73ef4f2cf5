package dev.postern.imap.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.SystemFlag;
import dev.postern.support.Cases;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImapParserTest {
  private static Command parse(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    ImapParser parser = new ImapParser(Unpooled.wrappedBuffer(bytes), WireLimits.AFTER_LOGIN);
    return parser.command(parser.tag());
  }

  private static SearchKey key(String program) {
    return ((Command.Search) parse("a SEARCH " + program)).program().key();
  }

  /// Whatever is printed as the grammar says is read back as the same value.
  @Test
  void everyStoreSurvivesARoundTrip() {
    Cases.forAll(random -> {
      Command.Store store = anyStore(random);
      assertThat(parse(print(store))).isEqualTo(store);
    });
  }

  @Test
  void everySearchSurvivesARoundTrip() {
    Cases.forAll(random -> {
      SearchKey key = anyKey(random, 4);
      assertThat(key(print(key))).isEqualTo(key);
    });
  }

  /// Bytes that are no command are refused, and nothing else happens, whatever they are.
  @Test
  @Tag("I-22")
  @Tag("I-28")
  void noBytesBreakTheParser() {
    Cases.forAll(random -> {
      String line =
          random.nextBoolean() ? print(anyStore(random)) : "a SEARCH " + print(anyKey(random, 3));
      byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      try {
        parse(new String(bytes, StandardCharsets.ISO_8859_1));
      } catch (GatewayException refusal) {
        assertThat(refusal.fault()).isIn(Fault.SYNTAX, Fault.UNKNOWN_COMMAND);
      } catch (ImapCursor.MissingLiteral _) {
        // A brace in the right place announces a literal; the framer would have waited for it.
      }
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a STORE 0 FLAGS ()          | expected a number above 0 at byte 8
          a STORE 4294967296 FLAGS () | expected a number of 32 bits at byte 18
          a STORE 1 FLAGS (\\Nope)    | no such system flag at byte 22
          a UID NOOP                  | unknown command
          a FETCH 1 (FAST)            | unknown item at byte 15
          a FETCH 1 BODY[MIME]        | MIME needs a part number at byte 19
          a FETCH 1 BODY[]<0.0>       | expected a number above 0 at byte 20
          a LOGIN "a                  | no end of the quoted string at byte 9
          a ID ("name")               | expected ' ' at byte 12
          """)
  void refusalsSayWhere(String line, String message) {
    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(() -> parse(line))
        .withMessage(message);
  }

  @Test
  @Tag("I-29")
  void deepSearchesAreRefusedWithoutRecursion() {
    assertThat(key("NOT ".repeat(99) + "ALL")).isInstanceOf(SearchKey.Not.class);
    for (String deep :
        List.of("NOT ".repeat(15_000) + "ALL", "OR ".repeat(15_000), "(".repeat(30_000))) {
      assertThatThrownBy(() -> key(deep)).hasMessageContaining("nested too deeply");
    }
  }

  @Test
  void aListOfPatternsIsBounded() {
    assertThat(parse("a LIST \"\" (" + "x ".repeat(99) + "x)")).isNotNull();
    assertThatThrownBy(() -> parse("a LIST \"\" (" + "x ".repeat(100) + "x)"))
        .hasMessageContaining("too many patterns");
  }

  @Test
  void aLiteralIsAskedForOnlyIfWhatStandsBeforeItIsRight() {
    check("a LOGIN {5}");
    check("a SEARCH CHARSET UTF-8 SUBJECT {5}");
    assertThatThrownBy(() -> check("a SEARCH NONSENSE {5}")).isInstanceOf(GatewayException.class);
    assertThatThrownBy(() -> check("a SEARCH CHARSET KOI8 SUBJECT {5}"))
        .isInstanceOf(Refusal.class);
  }

  private static void check(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    ImapParser parser = new ImapParser(Unpooled.wrappedBuffer(bytes), WireLimits.AFTER_LOGIN);
    parser.checkPrefix(parser.tag());
  }

  @Test
  void namesAreModifiedUtf7AndInboxHasNoCase() {
    assertThat(parse("a CREATE Entw&APw-rfe/"))
        .isEqualTo(new Command.Create("a", "Entwürfe", List.of()));
    assertThat(parse("a SELECT iNbOx/sub"))
        .isEqualTo(new Command.Select("a", "INBOX/sub", false, false, Optional.empty()));
    assertThatThrownBy(() -> parse("a CREATE x&AGE-")).hasMessageContaining("modified UTF-7");
  }

  @Test
  @Tag("Q-35")
  void passwordsAreUnescapedAndNeverShown() {
    Command login = parse("a LOGIN ann \"a\\\"b\\\\c\"");
    assertThat(login).isEqualTo(new Command.Login("a", "ann", "a\"b\\c"));
    assertThat(login.toString()).doesNotContain("b\\c");
    assertThat(parse("a AUTHENTICATE plain c2VjcmV0").toString()).doesNotContain("c2VjcmV0");
  }

  @Test
  void fetchReadsEverySection() {
    var fetch =
        (Command.Fetch)
            parse(
                "a UID FETCH 1:*,7 (flags body.peek[1.2.header.fields (To \"From\")]<3.9>)"
                    + " (CHANGEDSINCE 0)");
    assertThat(fetch.byUid()).isTrue();
    assertThat(fetch.changedSince()).isEqualTo(OptionalLong.of(0));
    assertThat(fetch.items())
        .containsExactly(
            FetchItem.Data.FLAGS,
            new FetchItem.Body(
                FetchItem.Label.BODY,
                true,
                new Section(List.of(1, 2), Section.Text.HEADER_FIELDS, List.of("To", "From")),
                Optional.of(new FetchItem.Partial(3, 9))));
  }

  private static Command.Store anyStore(RandomGenerator random) {
    var ranges = new ArrayList<SequenceSet.Range>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      long first = random.nextLong(0x1_0000_0000L);
      ranges.add(new SequenceSet.Range(first, random.nextBoolean() ? first : random.nextLong(9)));
    }
    Set<SystemFlag> system = random.nextBoolean() ? Set.of(SystemFlag.SEEN) : Set.of();
    Flags flags = new Flags(system, random.nextBoolean() ? Set.of("$Junk") : Set.of());
    FlagEdit edit =
        switch (random.nextInt(3)) {
          case 0 -> new FlagEdit.Add(flags);
          case 1 -> new FlagEdit.Remove(flags);
          default -> new FlagEdit.Replace(flags);
        };
    return new Command.Store(
        "t" + random.nextInt(100),
        new SequenceSet(ranges),
        random.nextBoolean(),
        edit,
        random.nextBoolean(),
        random.nextBoolean()
            ? OptionalLong.of(random.nextLong(Long.MAX_VALUE))
            : OptionalLong.empty());
  }

  private static String print(Command.Store store) {
    StringBuilder line = new StringBuilder(store.tag()).append(store.byUid() ? " UID" : "");
    line.append(" STORE ").append(print(store.messages())).append(' ');
    store.unchangedSince().ifPresent(n -> line.append("(UNCHANGEDSINCE ").append(n).append(") "));
    line.append(store.edit() instanceof FlagEdit.Add ? "+" : "");
    line.append(store.edit() instanceof FlagEdit.Remove ? "-" : "");
    line.append(store.silent() ? "FLAGS.SILENT (" : "FLAGS (");
    List<String> names = new ArrayList<>();
    store.edit().flags().system().forEach(flag -> names.add(flag.wire()));
    names.addAll(store.edit().flags().keywords());
    return line.append(String.join(" ", names)).append(')').toString();
  }

  private static String print(SequenceSet set) {
    List<String> ranges = new ArrayList<>();
    for (SequenceSet.Range range : set.ranges()) {
      String first = range.first() == 0 ? "*" : "" + range.first();
      String last = range.last() == 0 ? "*" : "" + range.last();
      ranges.add(range.first() == range.last() ? first : first + ":" + last);
    }
    return String.join(",", ranges);
  }

  private static SearchKey anyKey(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 9)) {
      case 0 -> new SearchKey.Flag(SystemFlag.DELETED, random.nextBoolean());
      case 1 -> new SearchKey.Keyword("todo", random.nextBoolean());
      case 2 ->
          new SearchKey.Day(random.nextBoolean(), SearchKey.Order.SINCE, random.nextInt(30_000));
      case 3 -> new SearchKey.Size(random.nextBoolean(), random.nextLong(Long.MAX_VALUE));
      case 4 -> new SearchKey.Header("X-TAG", "a \"b\" \\c");
      case 5 -> SearchKey.Recency.NEW;
      case 6 -> new SearchKey.Not(anyKey(random, depth - 1));
      case 7 -> new SearchKey.Or(anyKey(random, depth - 1), anyKey(random, depth - 1));
      default -> new SearchKey.And(List.of(anyKey(random, depth - 1), anyKey(random, depth - 1)));
    };
  }

  private static String print(SearchKey key) {
    return switch (key) {
      case SearchKey.Flag(SystemFlag _, boolean set) -> set ? "DELETED" : "UNDELETED";
      case SearchKey.Keyword(String name, boolean set) -> (set ? "KEYWORD " : "unkeyword ") + name;
      case SearchKey.Day day ->
          (day.sent() ? "SENTSINCE " : "SINCE ")
              + java.time.LocalDate.ofEpochDay(day.day())
                  .format(
                      java.time.format.DateTimeFormatter.ofPattern(
                          "d-MMM-uuuu", java.util.Locale.ENGLISH));
      case SearchKey.Size(boolean larger, long octets) ->
          (larger ? "LARGER " : "SMALLER ") + octets;
      case SearchKey.Header(String field, String text) -> {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
        yield "HEADER " + field + " \"" + escaped + "\"";
      }
      case SearchKey.Not(SearchKey inner) -> "NOT " + print(inner);
      case SearchKey.Or(SearchKey left, SearchKey right) ->
          "OR " + print(left) + " " + print(right);
      case SearchKey.And(List<SearchKey> keys) ->
          "(" + String.join(" ", keys.stream().map(ImapParserTest::print).toList()) + ")";
      default -> key.toString();
    };
  }
}
