package dev.postern.outbound;

/// How mail of an account fared lately (spec/api-admin.md section 9.4).
///
/// @param recipients how many were reached or refused for good
/// @param hardBounces how many of them nobody has
/// @param complaints how many called it abuse
public record Reputation(long recipients, long hardBounces, long complaints) {
  /// Over how many days it is counted.
  public static final int DAYS = 30;

  // A single accident among few mails says nothing.
  private static final int ENOUGH_FOR_BOUNCES = 100;
  private static final int ENOUGH_FOR_COMPLAINTS = 1000;

  /// Returns the part of recipients that nobody has; 0 if there were none at all.
  public double bounceRate() {
    return recipients == 0 ? 0 : Math.min(1, (double) hardBounces / recipients);
  }

  /// Returns the part of recipients that complained; 0 if there were none at all.
  public double complaintRate() {
    return recipients == 0 ? 0 : Math.min(1, (double) complaints / recipients);
  }

  /// Returns what follows.
  public State state() {
    double bounces = recipients < ENOUGH_FOR_BOUNCES ? 0 : bounceRate();
    double complained = recipients < ENOUGH_FOR_COMPLAINTS ? 0 : complaintRate();
    if (bounces >= 0.10 || complained >= 0.005) {
      return State.PAUSED;
    }
    return bounces >= 0.05 || complained >= 0.001 ? State.UNDER_REVIEW : State.HEALTHY;
  }

  /// What follows from the rates.
  public enum State {
    HEALTHY("healthy"),
    UNDER_REVIEW("under_review"),
    /// Bad enough that an account should not send; it does not where the server is told so.
    PAUSED("paused");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /// Returns the API's word for it.
    public String word() {
      return word;
    }
  }
}
