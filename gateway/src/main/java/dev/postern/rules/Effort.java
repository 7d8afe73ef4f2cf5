package dev.postern.rules;

/// How much one look at one mail may still cost, so that no mail, however it was made, keeps a
/// thread busy for seconds.
final class Effort {
  private static final long MOST = 1L << 29;
  private static final int EACH = 8;
  private static final int PROBE = 64;

  private long left = MOST;

  /// There is more to look at than is allowed.
  static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1;

    Spent() {
      super("there is more to look at than is allowed", null, false, false);
    }
  }

  /// Notes that a value is looked through. At worst a search compares all of what is wanted at each
  /// place.
  ///
  /// @throws Spent if that is too much
  void look(String value, String wanted) {
    spend(EACH + value.length() * (1L + wanted.length() / 4));
  }

  /// Notes that a value is looked for in a list.
  ///
  /// @throws Spent if that is too much
  void probe() {
    spend(PROBE);
  }

  private void spend(long cost) {
    left -= cost;
    if (left < 0) {
      throw new Spent();
    }
  }
}
