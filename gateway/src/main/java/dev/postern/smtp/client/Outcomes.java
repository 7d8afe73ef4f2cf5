package dev.postern.smtp.client;

import dev.postern.outbound.Transport.Outcome;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/// Reads from the mail library's chain of exceptions what became of each recipient.
final class Outcomes {
  private final Map<String, Outcome> refused = new HashMap<>();
  private final Set<String> sent = new HashSet<>();
  private Outcome rest;

  private Outcomes(MessagingException failure) {
    rest = new Outcome.Deferred("", text(failure));
    for (@Nullable Exception e = failure;
        e instanceof MessagingException link;
        e = link.getNextException()) {
      read(link);
    }
  }

  /// Returns one outcome for each recipient, in order.
  static List<Outcome> of(List<String> recipients, MessagingException failure) {
    Outcomes outcomes = new Outcomes(failure);
    return recipients.stream().map(outcomes::of).toList();
  }

  /// Returns a failure's words on one line.
  static String text(Exception failure) {
    String text = failure.getMessage();
    return text == null ? failure.getClass().getSimpleName() : text.replaceAll("\\s+", " ").strip();
  }

  private Outcome of(String recipient) {
    if (sent.contains(recipient)) {
      return new Outcome.Accepted("", "accepted", false);
    }
    return refused.getOrDefault(recipient, rest);
  }

  private void read(MessagingException link) {
    switch (link) {
      case SMTPAddressFailedException one ->
          refused.put(one.getAddress().getAddress(), outcome(one.getReturnCode(), text(one)));
      case SMTPSendFailedException all -> {
        rest = outcome(all.getReturnCode(), text(all));
        addSent(all);
      }
      case SendFailedException all -> addSent(all);
      default -> {}
    }
  }

  private void addSent(SendFailedException failure) {
    Address @Nullable [] valid = failure.getValidSentAddresses();
    if (valid != null) {
      for (Address address : valid) {
        sent.add(((InternetAddress) address).getAddress());
      }
    }
  }

  private static Outcome outcome(int code, String text) {
    return code / 100 == 5 ? new Outcome.Refused("", text) : new Outcome.Deferred("", text);
  }
}
