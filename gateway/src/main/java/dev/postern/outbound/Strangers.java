package dev.postern.outbound;

import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MessageQuery;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Those to whom an account never wrote, and from whom it never had mail, as far as its mailbox
/// tells. That a draft names them does not make them known.
final class Strangers {
  private Strangers() {}

  /// Counts them; who is named twice is one.
  static long among(MailRead read, List<String> recipients) {
    return recipients.stream()
        .map(recipient -> recipient.toLowerCase(Locale.ROOT))
        .distinct()
        .filter(recipient -> read.find(exchanged(recipient)).items().isEmpty())
        .count();
  }

  private static MessageQuery exchanged(String address) {
    return new MessageQuery(
        List.of(address),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(false),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        1,
        Optional.empty());
  }
}
