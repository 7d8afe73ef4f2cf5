package dev.postern.rules;

import dev.postern.mail.MessageReader;
import dev.postern.mailauth.Check;
import dev.postern.mailbox.Verdict;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A random mail: its text, and what a rule must find in it, written down apart.
///
/// @param known by field, in the form in which rules compare
record SomeMail(Facts facts, Map<String, List<String>> known) {
  /// Returns the fields of which more may turn up: while it only knocks, the author's.
  Set<String> open() {
    return known.containsKey("message.size")
        ? Set.of()
        : Set.of("from.address", "from.domain", "from.tld");
  }

  /// One thing in the form in which it is compared, and the ways in which people write it.
  record Spelled(String normal, List<String> ways) {
    String any(RandomGenerator random) {
      return ways.get(random.nextInt(ways.size()));
    }
  }

  static final List<Spelled> DOMAINS =
      List.of(
          new Spelled("one.example", List.of("one.example", "ONE.Example", "one.example.")),
          new Spelled("mail.one.example", List.of("mail.one.example", "Mail.one.EXAMPLE")),
          new Spelled("two.com", List.of("two.com", "TWO.COM")),
          new Spelled(
              "xn--bcher-kva.example",
              List.of("bücher.example", "BÜCHER.example", "XN--bcher-kva.Example")),
          new Spelled("xn--e1aybc.xn--p1ai", List.of("тест.рф", "ТЕСТ.рф", "xn--e1aybc.xn--p1ai")));
  static final List<Spelled> LOCALS =
      List.of(
          new Spelled("ann", List.of("ann", "Ann", "\"ann\"")),
          new Spelled("ann+news", List.of("ann+news", "ANN+News")),
          new Spelled("bob", List.of("bob", "BOB")),
          new Spelled("änn", List.of("änn", "ÄNN", "a\u0308nn")));
  static final List<Spelled> TEXTS =
      List.of(
          new Spelled(
              "big offer",
              List.of("Big offer", "BIG  Offer", "=?utf-8?q?big_off?= =?utf-8?q?er?=")),
          new Spelled("äpfel", List.of("Äpfel", "A\u0308pfel", "=?utf-8?q?=C3=84pfel?=")),
          new Spelled("re: the offer", List.of("Re: the offer", "RE:\r\n the offer")));
  static final List<String> TYPES = List.of("application/pdf", "image/png", "image/gif");
  static final List<String> NAMES = List.of("invoice.pdf", "setup.exe");
  static final List<String> RESULTS = List.of("pass", "fail", "none");

  static Spelled address(RandomGenerator random) {
    Spelled local = LOCALS.get(random.nextInt(LOCALS.size()));
    Spelled domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
    return new Spelled(
        local.normal() + "@" + domain.normal(),
        List.of(local.any(random) + "@" + domain.any(random)));
  }

  static String readable(String value) {
    return value
        .replace("xn--bcher-kva", "bücher")
        .replace("xn--e1aybc", "тест")
        .replace("xn--p1ai", "рф");
  }

  static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  static String tld(String address) {
    return address.substring(address.lastIndexOf('.') + 1);
  }

  /// Makes a mail that comes or goes, or only knocks.
  static SomeMail of(RandomGenerator random, Trigger trigger) {
    return new Maker(random).make(trigger);
  }

  private static final class Maker {
    private final RandomGenerator random;
    private final Map<String, List<String>> known = new LinkedHashMap<>();
    private final StringBuilder header = new StringBuilder();

    Maker(RandomGenerator random) {
      this.random = random;
    }

    SomeMail make(Trigger trigger) {
      Spelled sender = address(random);
      Spelled recipient = address(random);
      if (trigger == Trigger.INBOUND) {
        addresses("delivered_to", List.of(recipient.normal()));
        known.remove("delivered_to.tld");
        if (random.nextInt(4) == 0) {
          boolean none = random.nextBoolean();
          addresses("from", none ? List.of() : List.of(sender.normal()));
          String reverse = none ? "" : sender.any(random);
          return new SomeMail(MailFacts.atRcpt(reverse, recipient.any(random)), known);
        }
      }
      author(sender, trigger);
      List<String> recipients = recipients();
      field("Subject", "subject");
      field("X-Topic", "header.x-topic");
      MemorySegment mail = mail();
      if (trigger == Trigger.INBOUND) {
        return new SomeMail(
            MailFacts.inbound(
                MessageReader.read(mail),
                mail,
                sender.any(random),
                recipient.any(random),
                verdict()),
            known);
      }
      addresses(
          "recipient", Stream.concat(recipients.stream(), Stream.of(recipient.normal())).toList());
      List<String> named = known.getOrDefault("recipient.address", List.of());
      known.put(
          "recipient.address",
          Stream.concat(named.stream(), named.stream().map(each -> each.replace("+news", "")))
              .toList());
      boolean reply = random.nextBoolean();
      known.put("outbound.type", List.of(reply ? "reply" : "compose"));
      return new SomeMail(
          MailFacts.outbound(
              MessageReader.read(mail),
              mail,
              sender.any(random),
              List.of(recipient.any(random)),
              reply),
          known);
    }

    private void addresses(String what, List<String> normal) {
      known.put(what + ".address", normal);
      known.put(what + ".domain", normal.stream().map(SomeMail::domain).toList());
      known.put(what + ".tld", normal.stream().map(SomeMail::tld).toList());
    }

    private void author(Spelled sender, Trigger trigger) {
      if (random.nextInt(5) == 0) {
        addresses("from", List.of(sender.normal()));
        return;
      }
      Spelled author = address(random);
      String more = random.nextBoolean() ? ", eve@else.example" : "";
      header.append("From: A <").append(author.any(random)).append(">").append(more).append("\r\n");
      List<String> authors = new ArrayList<>(List.of(author.normal()));
      if (!more.isEmpty()) {
        authors.add("eve@else.example");
      }
      if (trigger == Trigger.OUTBOUND) {
        authors.add(sender.normal());
      }
      addresses("from", authors.stream().distinct().toList());
    }

    private List<String> recipients() {
      List<String> normal = new ArrayList<>();
      for (String field : List.of("To", "Cc", "Bcc")) {
        if (random.nextBoolean()) {
          Spelled one = address(random);
          Spelled two = address(random);
          normal.add(one.normal());
          normal.add(two.normal());
          header.append(field + ": <" + one.any(random) + ">,\r\n B <" + two.any(random) + ">\r\n");
        }
      }
      return normal;
    }

    private void field(String name, String field) {
      known.put(field, List.of());
      if (random.nextInt(4) > 0) {
        Spelled text = TEXTS.get(random.nextInt(TEXTS.size()));
        header.append(name + ": " + text.any(random) + "\r\n");
        known.put(field, List.of(text.normal()));
      }
    }

    private MemorySegment mail() {
      var body = new StringBuilder("\r\n--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n");
      List<String> types = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        types.add(TYPES.get(random.nextInt(TYPES.size())));
        names.add(NAMES.get(random.nextInt(NAMES.size())));
        body.append("--b\r\nContent-Type: ")
            .append(types.getLast())
            .append("\r\nContent-Disposition: attachment; filename=\"")
            .append(names.getLast())
            .append("\"\r\n\r\nxyz\r\n");
      }
      header.append("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n");
      String text = header + body.toString() + "--b--\r\n" + "x".repeat(random.nextInt(2000));
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      known.put("attachment.type", types);
      known.put("attachment.name", names);
      known.put("attachment.count", List.of("" + types.size()));
      known.put("message.size", List.of("" + octets.length));
      return MemorySegment.ofArray(octets);
    }

    private Optional<Verdict> verdict() {
      if (random.nextBoolean()) {
        return Optional.empty();
      }
      List<Check> checks = new ArrayList<>();
      for (String method : List.of("spf", "dkim", "dmarc", "arc")) {
        List<String> results = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          results.add(RESULTS.get(random.nextInt(RESULTS.size())));
          checks.add(new Check(method, results.getLast(), "", Map.of()));
        }
        known.put("auth." + method, results);
      }
      double score = random.nextInt(10) / 2.0;
      known.put("spam.score", List.of("" + score));
      return Optional.of(new Verdict(checks, score, false, List.of()));
    }
  }
}
