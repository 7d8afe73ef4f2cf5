package dev.postern.store.sqlite;

import dev.postern.mailbox.MessageId;
import dev.postern.rules.Evaluation;
import dev.postern.rules.Evaluation.Applied;
import dev.postern.rules.Evaluation.Input;
import dev.postern.rules.Evaluation.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Packs the record of an evaluation. What others wrote is cut to what a record may take.
final class EvaluationCodec {
  private static final int LONGEST_TEXT = 320;
  private static final int MOST_RECIPIENTS = 100;
  private static final int BLOCKED = 1;
  private static final int FAILED = 2;
  private static final int SPAM = 4;
  private static final int READ = 8;
  private static final int STARRED = 16;
  private static final int ARCHIVED = 32;
  private static final int TRASHED = 64;

  private EvaluationCodec() {}

  static byte[] pack(Evaluation evaluation) {
    Packer out = new Packer();
    id(out, evaluation.id());
    out.number(evaluation.message().isPresent() ? 1 : 0);
    evaluation.message().ifPresent(message -> out.number(message.value()));
    out.text(evaluation.stage().name());
    Input input = evaluation.input();
    out.text(cut(input.from()));
    texts(out, input.recipients().stream().limit(MOST_RECIPIENTS).toList());
    out.text(cut(input.outboundType()));
    out.number(bits(evaluation.applied()));
    texts(out, evaluation.applied().folders());
    out.number(evaluation.matched().size());
    evaluation.matched().forEach(rule -> id(out, rule));
    return out.bytes();
  }

  private static int bits(Applied applied) {
    return (applied.blocked() ? BLOCKED : 0)
        | (applied.failed() ? FAILED : 0)
        | (applied.spam() ? SPAM : 0)
        | (applied.read() ? READ : 0)
        | (applied.starred() ? STARRED : 0)
        | (applied.archived() ? ARCHIVED : 0)
        | (applied.trashed() ? TRASHED : 0);
  }

  private static void id(Packer out, UUID id) {
    out.number(id.getMostSignificantBits()).number(id.getLeastSignificantBits());
  }

  private static void texts(Packer out, List<String> texts) {
    out.number(texts.size());
    texts.forEach(text -> out.text(cut(text)));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  static Evaluation unpack(long at, byte[] packed) {
    Unpacker in = new Unpacker(packed);
    UUID id = id(in);
    Optional<MessageId> message =
        in.number() == 1 ? Optional.of(new MessageId(in.number())) : Optional.empty();
    Stage stage = Stage.valueOf(in.text());
    Input input = new Input(in.text(), many(in, in::text), in.text());
    int bits = (int) in.number();
    List<String> folders = many(in, in::text);
    List<UUID> matched = many(in, () -> id(in));
    return new Evaluation(
        id, message, Instant.ofEpochMilli(at), stage, input, applied(bits, folders), matched);
  }

  private static Applied applied(int bits, List<String> folders) {
    return new Applied(
        (bits & BLOCKED) != 0,
        (bits & FAILED) != 0,
        (bits & SPAM) != 0,
        (bits & READ) != 0,
        (bits & STARRED) != 0,
        (bits & ARCHIVED) != 0,
        (bits & TRASHED) != 0,
        folders);
  }

  private static UUID id(Unpacker in) {
    return new UUID(in.number(), in.number());
  }

  private static <T> List<T> many(Unpacker in, Supplier<T> one) {
    List<T> found = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      found.add(one.get());
    }
    return found;
  }
}
