package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.Ranking;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.WordQuery;
import java.util.Optional;
import java.util.function.Function;

/// Pages of a grant's messages: newest first, or best first if words are searched for.
final class MessageListing {
  private final Function<MessageQuery, Page<StoredMessage>> listing;
  private final Fields fields;

  MessageListing(MailStore mail, Grant grant, Optional<WordQuery> words, Fields fields) {
    this.listing = listing(mail, grant, words);
    this.fields = fields;
  }

  private static Function<MessageQuery, Page<StoredMessage>> listing(
      MailStore mail, Grant grant, Optional<WordQuery> words) {
    if (words.isEmpty()) {
      return wanted -> mail.read(grant.account(), read -> read.find(wanted));
    }
    Ranking ranking = mail.texts().rank(grant.account(), words.get());
    return wanted -> mail.read(grant.account(), read -> read.find(wanted, ranking));
  }

  // A page too heavy for one answer is asked for again, shorter, so that its cursor is right.
  Page<StoredMessage> page(MessageQuery wanted) {
    Page<StoredMessage> page = listing.apply(wanted);
    int fitting = MessageView.fitting(page.items(), fields);
    return fitting == page.items().size()
        ? page
        : listing.apply(wanted.page(fitting, wanted.cursor()));
  }
}
