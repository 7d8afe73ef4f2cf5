package dev.postern.imap;

/// One condition of a search, made ready for a folder's view.
interface Condition {
  /// What can be said without the message.
  enum Verdict {
    YES,
    NO,
    OPEN
  }

  /// The cost of a condition on the body.
  int BODY = 3;

  /// Judges message `seq` by the view alone.
  Verdict quick(int seq);

  /// Judges with all that is needed.
  boolean full(SearchedMessage message);

  /// Returns how much work [#full] is: 0 the view, 1 the stored envelope, 2 the header, 3 the body.
  int cost();

  /// A condition that the view decides.
  interface ByView extends Condition {
    boolean matches(int seq);

    @Override
    default Verdict quick(int seq) {
      return matches(seq) ? Verdict.YES : Verdict.NO;
    }

    @Override
    default boolean full(SearchedMessage message) {
      return matches(message.seq());
    }

    @Override
    default int cost() {
      return 0;
    }
  }

  /// A condition that needs the message.
  record ByMessage(int cost, java.util.function.Predicate<SearchedMessage> matches)
      implements Condition {
    @Override
    public Verdict quick(int seq) {
      return Verdict.OPEN;
    }

    @Override
    public boolean full(SearchedMessage message) {
      return matches.test(message);
    }
  }

  /// All of `parts`, cheapest first.
  record All(java.util.List<Condition> parts) implements Condition {
    @Override
    public Verdict quick(int seq) {
      Verdict verdict = Verdict.YES;
      for (Condition part : parts) {
        switch (part.quick(seq)) {
          case NO -> {
            return Verdict.NO;
          }
          case OPEN -> verdict = Verdict.OPEN;
          case YES -> {}
        }
      }
      return verdict;
    }

    @Override
    public boolean full(SearchedMessage message) {
      for (Condition part : parts) {
        if (!part.full(message)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int cost() {
      return parts.isEmpty() ? 0 : parts.getLast().cost();
    }
  }

  /// The opposite of `part`.
  record Not(Condition part) implements Condition {
    @Override
    public Verdict quick(int seq) {
      return switch (part.quick(seq)) {
        case YES -> Verdict.NO;
        case NO -> Verdict.YES;
        case OPEN -> Verdict.OPEN;
      };
    }

    @Override
    public boolean full(SearchedMessage message) {
      return !part.full(message);
    }

    @Override
    public int cost() {
      return part.cost();
    }
  }
}
