package dev.postern.rules;

import static java.util.function.Predicate.not;

import dev.postern.mail.Attachment;
import dev.postern.mail.Attachments;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderField;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The facts of a real mail. What costs something, its header and attachments, is looked at when a
/// rule asks first. For one evaluation, on one thread.
public final class MailFacts implements Facts {
  private final Trigger trigger;
  private final List<String> from;
  private final List<String> recipients;
  private final @Nullable Message message;
  private @Nullable Map<String, Set<String>> header;
  private @Nullable List<Attachment> attachments;
  private @Nullable List<String> authors;

  private record Message(
      Digest digest, MemorySegment octets, Optional<Verdict> verdict, boolean reply) {}

  private MailFacts(
      Trigger trigger, List<String> from, List<String> recipients, @Nullable Message message) {
    this.trigger = trigger;
    this.from = from;
    this.recipients = recipients;
    this.message = message;
  }

  /// Of a mail whose envelope alone is known: `from` is its sender.
  ///
  /// @param sender reverse path; empty for the null sender, who has no address
  /// @param recipient as the client gave it
  public static MailFacts atRcpt(String sender, String recipient) {
    return new MailFacts(
        Trigger.INBOUND, addresses(List.of(sender)), addresses(List.of(recipient)), null);
  }

  /// Of a mail that came: `from` is each address of its From field, of all if it has more than one,
  /// for readers differ in which they show; without one it is the sender.
  ///
  /// @param octets the message, which the digest is of
  /// @param sender reverse path; empty for the null sender
  /// @param recipient as the client gave it
  /// @param verdict without one `auth` and `spam` are not known
  public static MailFacts inbound(
      Digest digest,
      MemorySegment octets,
      String sender,
      String recipient,
      Optional<Verdict> verdict) {
    return new MailFacts(
        Trigger.INBOUND,
        authors(digest, sender, List.of()),
        addresses(List.of(recipient)),
        new Message(digest, octets, verdict, false));
  }

  /// Of a mail that is to be sent: `from` is each address of its From field, and the agent's, who
  /// may write as an alias or with a tag.
  ///
  /// @param octets the message, which the digest is of, with its Bcc
  /// @param sender the agent's address
  /// @param recipients of the envelope; those in To, Cc and Bcc count too, and each without its tag
  /// @param reply whether it is known to answer a message; else its header tells
  public static MailFacts outbound(
      Digest digest,
      MemorySegment octets,
      String sender,
      Collection<String> recipients,
      boolean reply) {
    Stream<String> named =
        Stream.of(digest.to(), digest.cc(), digest.bcc()).flatMap(List::stream).map(Mailbox::email);
    boolean answers = reply || !digest.inReplyTo().isEmpty() || !digest.references().isEmpty();
    return new MailFacts(
        Trigger.OUTBOUND,
        authors(digest, sender, List.of(sender)),
        addresses(Stream.concat(recipients.stream(), named).toList()),
        new Message(digest, octets, Optional.empty(), answers));
  }

  private static List<String> authors(Digest digest, String sender, List<String> more) {
    List<String> named = emails(digest.from());
    return addresses(
        Stream.concat(named.isEmpty() ? Stream.of(sender) : named.stream(), more.stream())
            .toList());
  }

  private static List<String> emails(List<Mailbox> mailboxes) {
    return mailboxes.stream().map(Mailbox::email).filter(not(String::isBlank)).toList();
  }

  private static String address(String text) {
    return Normal.foundAddress(text);
  }

  private static List<String> addresses(Collection<String> texts) {
    return texts.stream().map(MailFacts::address).filter(not(String::isEmpty)).distinct().toList();
  }

  /// Returns what the record of an evaluation keeps of it.
  public Evaluation.Input input() {
    boolean outbound = trigger == Trigger.OUTBOUND;
    return new Evaluation.Input(
        from.isEmpty() ? "" : from.getFirst(),
        outbound ? recipients : List.of(),
        outbound ? outboundType() : "");
  }

  @Override
  public @Nullable List<String> values(String field) {
    boolean inbound = trigger == Trigger.INBOUND;
    return switch (field) {
      case "from.address" -> authors();
      case "from.domain" -> domains(authors());
      case "from.tld" -> tlds(authors());
      case "recipient.address" -> inbound ? null : untaggedToo(recipients);
      case "recipient.domain" -> inbound ? null : domains(recipients);
      case "recipient.tld" -> inbound ? null : tlds(recipients);
      case "delivered_to.address" -> inbound ? recipients : null;
      case "delivered_to.domain" -> inbound ? domains(recipients) : null;
      case "outbound.type" -> inbound ? null : List.of(outboundType());
      default -> message == null ? null : values(message, field);
    };
  }

  // The author may be another than who sends, as with all that is sent through somebody's service.
  @Override
  public boolean mayHaveMore(String field) {
    return trigger == Trigger.INBOUND && message == null && field.startsWith("from.");
  }

  // Who is reached with a tag is reached (RFC 5233).
  private static List<String> untaggedToo(List<String> addresses) {
    return Stream.concat(addresses.stream(), addresses.stream().map(MailFacts::untagged))
        .distinct()
        .toList();
  }

  private static String untagged(String address) {
    int plus = address.indexOf('+');
    int at = address.lastIndexOf('@');
    return plus > 0 && plus < at && address.charAt(0) != '"'
        ? address.substring(0, plus) + address.substring(at)
        : address;
  }

  private List<String> authors() {
    if (authors == null) {
      authors = message == null ? from : withOtherFields(message);
    }
    return authors;
  }

  // Of two From fields the digest has the first.
  private List<String> withOtherFields(Message mail) {
    List<HeaderField> fields = block(mail).all("From");
    if (fields.size() < 2) {
      return from;
    }
    Stream<String> others =
        fields.stream()
            .flatMap(field -> emails(MailAddresses.parseHeader(field.unfoldedRaw())).stream());
    return addresses(Stream.concat(from.stream(), others).toList());
  }

  private static HeaderBlock block(Message mail) {
    return HeaderBlock.of(mail.octets(), 0, mail.digest().parts().getFirst().bodyStart());
  }

  private static List<String> domains(List<String> addresses) {
    return addresses.stream().flatMap(each -> Normal.domainOf(each).stream()).distinct().toList();
  }

  private static List<String> tlds(List<String> addresses) {
    return domains(addresses).stream()
        .flatMap(each -> Normal.tldOf(each).stream())
        .distinct()
        .toList();
  }

  private String outboundType() {
    return message != null && message.reply() ? "reply" : "compose";
  }

  private @Nullable List<String> values(Message mail, String field) {
    return switch (field) {
      case "subject" -> texts(Stream.of(mail.digest().subject()));
      case "message.size" -> List.of(Long.toString(mail.octets().byteSize()));
      case "attachment.count" -> List.of(Integer.toString(attachments(mail).size()));
      case "attachment.type" ->
          attached(mail, each -> each.part().type() + "/" + each.part().subtype());
      case "attachment.name" -> attached(mail, Attachment::filename);
      case "spam.score" ->
          mail.verdict().map(verdict -> List.of(Double.toString(verdict.score()))).orElse(null);
      case "auth.spf", "auth.dkim", "auth.dmarc", "auth.arc" ->
          results(mail, field.substring(field.indexOf('.') + 1));
      default ->
          field.startsWith(Fields.HEADER)
              ? List.copyOf(
                  header(mail).getOrDefault(field.substring(Fields.HEADER.length()), Set.of()))
              : null;
    };
  }

  private static List<String> texts(Stream<String> texts) {
    return texts.map(Normal::text).filter(not(String::isEmpty)).distinct().toList();
  }

  private static @Nullable List<String> results(Message mail, String method) {
    return mail.verdict()
        .map(verdict ->
            verdict.checks().stream()
                .filter(check -> check.method().equals(method))
                .map(check -> check.result().toLowerCase(Locale.ROOT))
                .distinct()
                .toList())
        .orElse(null);
  }

  private List<String> attached(Message mail, Function<Attachment, String> value) {
    return texts(attachments(mail).stream().map(value));
  }

  private List<Attachment> attachments(Message mail) {
    if (attachments == null) {
      attachments = Attachments.of(mail.digest());
    }
    return attachments;
  }

  private Map<String, Set<String>> header(Message mail) {
    if (header == null) {
      header = new HashMap<>();
      for (HeaderField field : block(mail).fields()) {
        // All of them: behind any number of others the one that a rule asks for could hide.
        header
            .computeIfAbsent(field.name().toLowerCase(Locale.ROOT), _ -> new LinkedHashSet<>())
            .add(Normal.text(field.decoded()));
      }
    }
    return header;
  }
}
