package dev.postern.store.sqlite;

import dev.postern.mail.Attachment;
import dev.postern.mail.Attachments;
import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mail.SearchText;
import dev.postern.mail.Words;
import dev.postern.mailbox.WordQuery;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// The words of a message, by the weight they have in a search (spec/api-data.md section 2.3).
///
/// @param people names and addresses, and the names of attachments
record WordFields(List<String> subject, List<String> people, List<String> text) {
  static final int SUBJECT = 100;
  static final int PEOPLE = 30;
  static final int TEXT = 10;

  /// Stands between people and between names of files, so that no phrase goes over it: no text has
  /// it as a word.
  private static final String BETWEEN = "\ue000";

  static WordFields of(MemorySegment message, Digest digest) {
    Stream<String> people =
        Stream.concat(
            Stream.of(digest.from(), digest.to(), digest.cc(), digest.bcc(), digest.replyTo())
                .flatMap(List::stream)
                .map(WordFields::person),
            Attachments.of(digest.parts()).stream().map(Attachment::filename));
    return new WordFields(
        Words.of(digest.subject()),
        people.flatMap(each -> Stream.concat(Words.of(each).stream(), Stream.of(BETWEEN))).toList(),
        Words.of(SearchText.shown(message, digest.parts(), TextWriter.BODY)));
  }

  private static String person(Mailbox mailbox) {
    return mailbox.name() + ' ' + mailbox.email();
  }

  boolean matches(WordQuery query) {
    return switch (query) {
      case WordQuery.Phrase(List<String> words) -> score(words) > 0;
      case WordQuery.All(List<WordQuery> parts) -> parts.stream().allMatch(this::matches);
      case WordQuery.Any(List<WordQuery> parts) -> parts.stream().anyMatch(this::matches);
      case WordQuery.Not(WordQuery part) -> !matches(part);
    };
  }

  /// Adds up what each phrase that is asked for is worth where it stands.
  int score(WordQuery query) {
    return switch (query) {
      case WordQuery.Phrase(List<String> words) -> score(words);
      case WordQuery.All(List<WordQuery> parts) -> parts.stream().mapToInt(this::score).sum();
      case WordQuery.Any(List<WordQuery> parts) -> parts.stream().mapToInt(this::score).sum();
      case WordQuery.Not _ -> 0;
    };
  }

  private int score(List<String> words) {
    return (has(subject, words) ? SUBJECT : 0)
        + (has(people, words) ? PEOPLE : 0)
        + (has(text, words) ? TEXT : 0);
  }

  private static boolean has(List<String> field, List<String> words) {
    return Collections.indexOfSubList(field, words) >= 0;
  }
}
