package dev.postern.imap;

import dev.postern.imap.wire.SearchKey;
import dev.postern.imap.wire.SearchProgram;
import dev.postern.imap.wire.SearchReturn;
import dev.postern.imap.wire.SequenceSet;
import dev.postern.imap.wire.SortKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which capabilities the parts of SEARCH, SORT and THREAD need.
final class SearchNeeds {
  private SearchNeeds() {}

  static Set<Capability> of(SearchReturn wanted) {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    if (wanted.has(SearchReturn.Option.SAVE)) {
      needs.add(Capability.SEARCHRES);
    }
    if (wanted.has(SearchReturn.Option.RELEVANCY)) {
      needs.add(Capability.FUZZY);
    }
    if (wanted.partial().isPresent()) {
      needs.add(Capability.PARTIAL);
    }
    return needs;
  }

  static Set<Capability> of(List<SortKey> order) {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    for (SortKey key : order) {
      switch (key.field()) {
        case DISPLAYFROM, DISPLAYTO -> needs.add(Capability.SORT_DISPLAY);
        case RELEVANCY -> needs.add(Capability.FUZZY);
        case ARRIVAL, CC, DATE, FROM, SIZE, SUBJECT, TO -> {}
      }
    }
    return needs;
  }

  static Set<Capability> of(SearchProgram program) {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    Deque<SearchKey> left = new ArrayDeque<>(List.of(program.key()));
    while (!left.isEmpty()) {
      switch (left.pop()) {
        case SearchKey.And and -> left.addAll(and.keys());
        case SearchKey.Or or -> left.addAll(List.of(or.left(), or.right()));
        case SearchKey.Not not -> left.push(not.key());
        case SearchKey.Fuzzy fuzzy -> {
          needs.add(Capability.FUZZY);
          left.push(fuzzy.key());
        }
        case SearchKey.Numbers(SequenceSet set) when set.isSaved() ->
            needs.add(Capability.SEARCHRES);
        case SearchKey.Uids(SequenceSet set) when set.isSaved() -> needs.add(Capability.SEARCHRES);
        case SearchKey.SavedDay _ -> needs.add(Capability.SAVEDATE);
        case SearchKey.EmailId _, SearchKey.InThread _ -> needs.add(Capability.OBJECTID);
        case SearchKey.Modseq _ -> needs.add(Capability.CONDSTORE);
        case SearchKey.Age _ -> needs.add(Capability.WITHIN);
        default -> {
          // A key of the first IMAP4rev1.
        }
      }
    }
    return needs;
  }
}
