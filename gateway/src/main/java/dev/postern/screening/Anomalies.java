package dev.postern.screening;

import dev.postern.mail.Dates;
import dev.postern.mail.HeaderBlock;
import dev.postern.mailauth.RawMail;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What honest mail programs and servers do not do. Each weighs little; three or four together are
/// junk.
final class Anomalies {
  private static final Duration AHEAD = Duration.ofDays(2);
  private static final Duration BEHIND = Duration.ofDays(30);
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

  /// What the reasons in a verdict are called, without their weights.
  static final Set<String> NAMES =
      Set.of(
          "helo-numeric",
          "helo-no-domain",
          "helo-own-name",
          "no-from",
          "several-from",
          "no-date",
          "date-far-off",
          "no-message-id",
          "no-received",
          "no-to",
          "raw-8bit-header",
          "unauthenticated",
          "from-unlike-sender");

  private final String host;

  /// @param host this server's name
  Anomalies(String host) {
    this.host = host;
  }

  /// Adds what is odd.
  ///
  /// @param authenticated whether SPF or DKIM stands for anything in the mail
  void judge(Arrival arrival, RawMail mail, boolean authenticated, Instant now, Score score) {
    hello(arrival.helo(), score);
    header(mail.header(), now, score);
    score.add(!arrival.utf8() && has8bit(mail), "raw-8bit-header", 1.0);
    score.add(!authenticated, "unauthenticated", 1.0);
    score.add(!authenticated && isUnlike(mail, arrival.sender()), "from-unlike-sender", 1.0);
  }

  private void hello(String helo, Score score) {
    String name = helo.toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    boolean numeric = NUMERIC.matcher(plain).matches();
    score.add(numeric, "helo-numeric", 1.0);
    score.add(!numeric && plain.indexOf('.') < 0 && !plain.startsWith("["), "helo-no-domain", 0.5);
    score.add(plain.equals(host.toLowerCase(Locale.ROOT)), "helo-own-name", 2.0);
  }

  private static void header(HeaderBlock header, Instant now, Score score) {
    int from = header.all("From").size();
    score.add(from == 0, "no-from", 2.0);
    score.add(from > 1, "several-from", 2.0);
    Optional<String> date = header.unfoldedRaw("Date");
    score.add(date.isEmpty(), "no-date", 1.0);
    score.add(date.isPresent() && isFarOff(date.get(), now), "date-far-off", 1.0);
    score.add(header.all("Message-ID").isEmpty(), "no-message-id", 0.5);
    score.add(header.all("Received").isEmpty(), "no-received", 0.3);
    boolean addressed = !header.all("To").isEmpty() || !header.all("Cc").isEmpty();
    score.add(!addressed, "no-to", 0.3);
  }

  private static boolean isFarOff(String text, Instant now) {
    return Dates.parse(text)
        .map(OffsetDateTime::toInstant)
        .map(date -> date.isAfter(now.plus(AHEAD)) || date.isBefore(now.minus(BEHIND)))
        .orElse(true);
  }

  private static boolean isUnlike(RawMail mail, String sender) {
    Optional<String> envelope = RawMail.domain(sender.substring(sender.lastIndexOf('@') + 1));
    List<String> authors = mail.authorDomains();
    return envelope.isPresent()
        && !authors.isEmpty()
        && authors.stream().noneMatch(author -> related(author, envelope.get()));
  }

  /// Says whether one domain is the other or below it.
  static boolean related(String one, String other) {
    return one.equals(other) || one.endsWith("." + other) || other.endsWith("." + one);
  }

  private static boolean has8bit(RawMail mail) {
    for (long at = 0; at < mail.bodyStart(); at++) {
      if (mail.octets().get(ValueLayout.JAVA_BYTE, at) < 0) {
        return true;
      }
    }
    return false;
  }
}
