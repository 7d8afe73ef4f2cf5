package dev.postern.outbound.report;

import dev.postern.outbound.Suppressing;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server's answer means for the address it is about.
///
/// @param reply the code of RFC 5321 section 4.2; 0 if there is none
/// @param status the code of RFC 3463, such as `5.1.1`; made of the reply if the server gave none
/// @param given whether the server gave the status itself
/// @param text one line of printable characters: the answer, with its codes
public record Diagnosis(int reply, String status, boolean given, String text) {
  /// What is said of a recipient to whom the application sends nothing any more.
  public static final String SUPPRESSED = Suppressing.REFUSAL;

  private static final int MAX_TEXT = 800;

  // A line has at most 998 octets, three for a character that is not ASCII.
  private static final int MAX_OTHER_TEXT = 300;
  private static final Pattern CODES =
      Pattern.compile("([245])[0-9]{2}(?:[ -]+([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?![0-9.]))?");
  private static final Pattern BARE =
      Pattern.compile("([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?![0-9.])");
  private static final Pattern UNKNOWN =
      Pattern.compile(
          "user unknown|unknown user|no such (?:user|recipient|mailbox)|recipient unknown"
              + "|unknown recipient|user (?:was |is )?not found|does not exist|no mailbox here");
  // Of whom a mail comes from, which is no fault of its recipients.
  private static final Pattern SENDER =
      Pattern.compile(
          "\\b(?:unknown|invalid|bad) sender\\b|\\bsender (?:address|domain|verif|rejected)");
  private static final Pattern VIRUS = Pattern.compile("\\b(?:virus|malware|infected|trojan)\\b");

  /// Reads a server's answer, or what we say in its place; never throws.
  public static Diagnosis of(String answer) {
    String text = line(answer);
    Matcher codes = CODES.matcher(text);
    if (codes.lookingAt()) {
      String status = codes.group(2);
      int reply = Integer.parseInt(text.substring(0, 3));
      return status == null
          ? new Diagnosis(reply, codes.group(1) + ".0.0", false, text)
          : new Diagnosis(reply, status, true, text);
    }
    Matcher bare = BARE.matcher(text);
    return bare.lookingAt()
        ? new Diagnosis(0, bare.group(1), true, text)
        : new Diagnosis(0, "5.0.0", false, text);
  }

  /// Returns the same with another status.
  Diagnosis as(String other) {
    return new Diagnosis(reply, other, true, text);
  }

  /// Says whether the address is of no use, now and later: nobody has it. A full mailbox, a refused
  /// content or sender says nothing of the address.
  public boolean isHard() {
    if (text.equals(SUPPRESSED)) {
      return false;
    }
    return switch (status) {
      case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1" -> !isPolicy();
      default -> !given && (reply == 550 || reply == 551 || reply == 553) && isUnknown();
    };
  }

  private boolean isUnknown() {
    return UNKNOWN.matcher(low()).find() && !SENDER.matcher(low()).find();
  }

  // Some say 5.1.1 to whom they do not want mail from.
  private boolean isPolicy() {
    String low = low();
    return low.contains("spam")
        || low.contains("blocked")
        || low.contains("blacklist")
        || SENDER.matcher(low).find();
  }

  /// Says whether the next server found a virus in the mail.
  public boolean isVirus() {
    return status.startsWith("5.") && VIRUS.matcher(low()).find();
  }

  /// Returns the `type` of `message.bounced` (spec/api-data.md section 9.4).
  public String type() {
    if (text.equals(SUPPRESSED)) {
      return "OnAccountSuppressionList";
    }
    if (isHard()) {
      return "NoEmail";
    }
    return switch (status.substring(2)) {
      case "2.2" -> "MailboxFull";
      case "2.3", "3.4" -> "MessageTooLarge";
      default -> isVirus() ? "AttachmentRejected" : other();
    };
  }

  private String other() {
    if (!given && reply == 552) {
      return "MailboxFull";
    }
    return status.startsWith("6.", 2) ? "ContentRejected" : "General";
  }

  private String low() {
    return text.toLowerCase(Locale.ROOT);
  }

  /// Makes one line of printable characters of any text, at most 800.
  static String line(String text) {
    int limit = StatusReport.isAscii(text) ? MAX_TEXT : MAX_OTHER_TEXT;
    return cut(text, limit)
        .replaceAll("[\\s\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]+", " ")
        .strip();
  }

  /// Returns at most the first `limit` characters, no pair torn.
  static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
  }
}
