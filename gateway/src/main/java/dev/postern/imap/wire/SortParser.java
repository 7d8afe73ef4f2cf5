package dev.postern.imap.wire;

import dev.postern.imap.wire.Command.ThreadAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads SORT and THREAD (RFC 5256 section 5, RFC 5267 section 5).
final class SortParser {
  /// The most criteria; each says something new only once.
  private static final int MAX_CRITERIA = 2 * SortKey.Field.values().length;

  private final ImapCursor in;

  SortParser(ImapCursor in) {
    this.in = in;
  }

  // sort            = "SORT" [search-return-opts] SP sort-criteria SP search-criteria
  // sort-criteria   = "(" sort-criterion *(SP sort-criterion) ")"
  // search-criteria = charset 1*(SP search-key)
  Command.Sort sort(String tag, boolean byUid) {
    in.expect(' ');
    Optional<SearchReturn> wanted = ReturnParser.read(in);
    List<SortKey> order = criteria();
    in.expect(' ');
    SearchProgram program = new SearchParser(in).criteria();
    ReturnParser.check(in, wanted, program);
    if (order.stream().anyMatch(key -> key.field() == SortKey.Field.RELEVANCY)
        && !ReturnParser.isFuzzy(program.key())) {
      throw in.error("RELEVANCY is for FUZZY searches");
    }
    return new Command.Sort(tag, order, program, byUid, wanted);
  }

  // sort-criterion = ["REVERSE" SP] sort-key
  private List<SortKey> criteria() {
    List<SortKey> order = new ArrayList<>();
    in.open();
    do {
      if (order.size() == MAX_CRITERIA) {
        throw in.error("too many criteria");
      }
      boolean reverse = in.acceptWord("REVERSE ");
      order.add(new SortKey(ImapParser.oneOf(SortKey.Field.class, in), reverse));
    } while (in.accept(' '));
    if (!in.acceptClose()) {
      throw in.error("expected ')'");
    }
    return List.copyOf(order);
  }

  // thread = "THREAD" SP thread-alg SP search-criteria
  Command.ThreadMessages thread(String tag, boolean byUid) {
    in.expect(' ');
    ThreadAlgorithm algorithm = ImapParser.oneOf(ThreadAlgorithm.class, in);
    in.expect(' ');
    return new Command.ThreadMessages(tag, algorithm, new SearchParser(in).criteria(), byUid);
  }
}
