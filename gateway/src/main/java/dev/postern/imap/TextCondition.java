package dev.postern.imap;

import dev.postern.mail.MessageReader;
import dev.postern.mail.Part;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.TextIndex;
import dev.postern.mailbox.TextTerm;
import dev.postern.mailbox.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message has a text (C-89, C-90). The text index is asked once, when the first message is
/// judged; what it does not know is read.
final class TextCondition implements Condition {
  private final View view;
  private final TextIndex texts;
  private final AccountId account;
  private final TextTerm term;
  private final int cost;
  private TextIndex.@Nullable Answer answer;

  TextCondition(Session session, View view, TextTerm term, int cost) {
    this.view = view;
    this.texts = session.services().store().texts();
    this.account = session.account();
    this.term = term;
    this.cost = cost;
  }

  @Override
  public Verdict quick(int seq) {
    TextIndex.Answer known = answer;
    if (known == null) {
      known = texts.find(account, term);
      answer = known;
    }
    return switch (known.of(view.message(seq), view.revision(seq))) {
      case YES -> Verdict.YES;
      case NO -> Verdict.NO;
      case UNKNOWN -> Verdict.OPEN;
    };
  }

  @Override
  public boolean full(SearchedMessage message) {
    return switch (quick(message.seq())) {
      case YES -> true;
      case NO -> false;
      case OPEN ->
          message
              .content()
              .map(content -> texts.read(term, content, parts(message, content)))
              .orElse(false);
    };
  }

  /// An earlier content of a draft has no part table any more.
  private List<Part> parts(SearchedMessage message, Content content) {
    boolean missing = cost == BODY && message.parts().isEmpty();
    return missing ? MessageReader.read(content.bytes()).parts() : message.parts();
  }

  @Override
  public int cost() {
    return cost;
  }
}
