package dev.postern.mailbox;

import dev.postern.mail.Part;
import java.util.List;

/// What an engine knows of the text of messages, so that searches need not read them.
///
/// It may trail the mail: what it has not seen yet it does not know, and the caller reads it, so
/// that no message is ever missed. All methods may block on disk and take threads of their own, so
/// that searches do not keep other commands waiting.
public interface TextIndex {
  /// Looks a term up in all messages of an account.
  Answer find(AccountId account, TextTerm term);

  /// Says whether a message has the term, by reading it.
  ///
  /// @param content borrowed
  boolean read(TextTerm term, Content content, List<Part> parts);

  /// Ranks the messages of an account that match a query: best first, the newest of equals first.
  Ranking rank(AccountId account, WordQuery query);

  /// What is known of each content.
  interface Answer {
    /// Says whether a content has the term.
    Verdict of(MessageId message, int revision);
  }

  /// What is known of one content.
  enum Verdict {
    YES,
    NO,
    /// Only reading it can tell.
    UNKNOWN
  }
}
