package dev.postern.webhook.send;

/// A receiver did not prove that it wants notifications. The message is for the user.
public final class ChallengeException extends Exception {
  private static final long serialVersionUID = 1L;

  ChallengeException(String message) {
    super("unable.verify.webhook_url : " + message);
  }
}
