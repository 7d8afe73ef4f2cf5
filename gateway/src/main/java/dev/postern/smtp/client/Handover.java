package dev.postern.smtp.client;

import dev.postern.mail.MessageForm;
import dev.postern.mailbox.BlobSink;
import dev.postern.outbound.Transport.Job;
import dev.postern.outbound.Transport.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Hands one job over on a connection, as far as what the hop offers allows.
final class Handover {
  private final Job job;
  private final MessageForm form;
  private final Results results;
  private final MessageSigner signer;
  private final Supplier<BlobSink> scratch;
  private final Timeouts timeouts;

  Handover(
      Job job,
      Results results,
      MessageSigner signer,
      Supplier<BlobSink> scratch,
      Timeouts timeouts) {
    this.job = job;
    this.form = MessageForm.of(job.message());
    this.results = results;
    this.signer = signer;
    this.scratch = scratch;
    this.timeouts = timeouts;
  }

  /// Gives every one of `recipients` an outcome.
  ///
  /// @param recipients by their number in the job; their addresses can be written
  /// @throws HopFailure if the hop has answered nothing: some may be without an outcome
  void on(HopConnection connection, Collection<Integer> recipients) throws HopFailure {
    if (!connection.offers.has("SMTPUTF8")) {
      refuseWide(connection, recipients);
    }
    if (results.open(recipients).isEmpty()) {
      return;
    }
    try {
      Optional<Content> content =
          Content.of(
              job.message(), form, connection.offers, mail -> signer.sign(job, mail), scratch);
      if (content.isEmpty()) {
        refuse(
            connection,
            recipients,
            "554 5.6.3 the next hop does not take such content and it" + " must not be changed");
        return;
      }
      try (Content prepared = content.get()) {
        send(connection, prepared, recipients);
      }
    } catch (IOException e) {
      // Of the changed mail: the hop has nothing to do with it.
      throw new UncheckedIOException(e);
    }
  }

  private void refuseWide(HopConnection connection, Collection<Integer> recipients) {
    if (form.header() == MessageForm.Header.UTF8 || isWide(job.sender())) {
      refuse(
          connection,
          recipients,
          "550 5.6.7 the mail is internationalised and the next hop has" + " no SMTPUTF8");
    }
    List<Integer> wide = recipients.stream().filter(each -> isWide(address(each))).toList();
    refuse(connection, wide, "553 5.6.7 the next hop has no SMTPUTF8");
  }

  private void send(HopConnection connection, Content content, Collection<Integer> recipients)
      throws HopFailure {
    long most = connection.offers.maxSize();
    if (content.size() > most) {
      refuse(
          connection,
          recipients,
          "552 5.3.4 the mail has " + content.size() + " octets and the next hop takes " + most);
      return;
    }
    List<Integer> open = results.open(recipients);
    int each = connection.offers.maxRecipients();
    for (int from = 0; from < open.size(); from += each) {
      List<Integer> some = open.subList(from, (int) Math.min(open.size(), (long) from + each));
      if (connection.socket.isClosed()) {
        results.settle(
            some, new Outcome.Deferred(connection.hop.name(), "451 4.4.2 the next hop hung up"));
      } else {
        int _ = connection.begin();
        transaction(connection, content, some).run();
      }
    }
  }

  private Transaction transaction(
      HopConnection connection, Content content, List<Integer> recipients) {
    boolean utf8 =
        form.header() == MessageForm.Header.UTF8
            || isWide(job.sender())
            || recipients.stream().anyMatch(each -> isWide(address(each)));
    EnvelopeCommands write = new EnvelopeCommands(connection.offers, job.wishes(), utf8);
    List<String> commands = new ArrayList<>();
    commands.add(write.mail(path(job.sender()), content.size(), content.body()));
    for (int each : recipients) {
      commands.add(write.rcpt(path(address(each)), address(each)));
    }
    return new Transaction(connection, timeouts, results, content, recipients, commands);
  }

  private void refuse(HopConnection connection, Collection<Integer> recipients, String text) {
    results.settle(recipients, new Outcome.Refused(connection.hop.name(), text));
  }

  private String address(int recipient) {
    return job.recipients().get(recipient);
  }

  private static String path(String address) {
    return Paths.of(address).orElseThrow();
  }

  private static boolean isWide(String address) {
    return !Paths.isAscii(path(address));
  }
}
