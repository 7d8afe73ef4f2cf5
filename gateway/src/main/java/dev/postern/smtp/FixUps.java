package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.lint.LintKind;
import dev.postern.mail.Dates;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.HeaderField;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mail.MessageIds;
import dev.postern.mailauth.AuthenticationResults;
import dev.postern.outbound.Petition;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Completes a submitted mail (RFC 6409 section 8): a From, a Date and a Message-ID if they are
/// missing, and a Sender where it takes one. `Authentication-Results` in this server's name go: it
/// did not write them (RFC 8601 section 5), and so does what only says that a draft waits.
/// Everything else stays byte for byte; a Message-ID that is there is never replaced.
final class FixUps {
  private final String host;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param host this server's name, under which nobody else says who a mail is from
  /// @param random unguessable, for Message-IDs
  FixUps(String host, InstantSource clock, RandomGenerator random) {
    this.host = host;
    this.clock = clock;
    this.random = random;
  }

  /// Returns the mail completed, as slices; empty if nothing is missing.
  ///
  /// @param header of `bytes`, our own Received field on top
  /// @param found what From says, and so whether the agent's address must take its place
  /// @param remarks takes notice of what was missing
  List<MemorySegment> complete(
      Grant agent,
      MemorySegment bytes,
      HeaderBlock header,
      Digest digest,
      SenderRights.Found found,
      Consumer<LintKind> remarks) {
    List<String> removed = new ArrayList<>();
    List<String> added = new ArrayList<>();
    author(agent, header, digest, found, removed, added, remarks);
    Instant now = clock.instant();
    if (header.all("Date").isEmpty()) {
      added.add("Date: " + Dates.format(now, ZoneOffset.UTC));
      remarks.accept(LintKind.NO_DATE);
    }
    if (header.all("Message-ID").isEmpty()) {
      String domain = agent.email().substring(agent.email().lastIndexOf('@') + 1);
      added.add("Message-ID: <" + MessageIds.next(clock, random, domain) + ">");
      remarks.accept(LintKind.NO_MESSAGE_ID);
    }
    if (isRaw(bytes, header)) {
      remarks.accept(LintKind.RAW_HEADER);
    }
    List<HeaderField> forged = new ArrayList<>(AuthenticationResults.forged(header, host));
    forged.addAll(header.all(Petition.FIELD));
    return added.isEmpty() && forged.isEmpty()
        ? List.of()
        : edited(removed, forged, added, header, bytes);
  }

  private static void author(
      Grant agent,
      HeaderBlock header,
      Digest digest,
      SenderRights.Found found,
      List<String> removed,
      List<String> added,
      Consumer<LintKind> remarks) {
    switch (found) {
      case NOBODY -> {
        added.add("From: " + agent.email());
        remarks.accept(LintKind.NO_FROM);
      }
      case REWRITE -> {
        String name = digest.from().stream().findFirst().map(Mailbox::name).orElse("");
        removed.add("From");
        added.add(MailAddresses.field("From", new Mailbox(name, agent.email())));
        remarks.accept(LintKind.OTHER_FROM);
      }
      case ALLOWED -> {
        removed.add("Sender");
        added.add("Sender: " + agent.email());
      }
      // RFC 5322 section 3.6.2: of several authors, one sent it.
      case OWN -> {
        if (digest.from().size() > 1 && header.all("Sender").isEmpty()) {
          added.add("Sender: " + agent.email());
        }
      }
    }
  }

  // Some devices send text without any header. Behind our Received field it must not be taken for
  // a header that happens to have no fields.
  private static List<MemorySegment> edited(
      List<String> removed,
      List<HeaderField> forged,
      List<String> added,
      HeaderBlock header,
      MemorySegment bytes) {
    boolean headerless = header.fields().size() == 1;
    long end = headerless ? header.fields().getFirst().end() : bytes.byteSize();
    HeaderEdit edit = HeaderEdit.of(bytes.asSlice(0, end));
    removed.forEach(edit::remove);
    forged.forEach(edit::remove);
    added.forEach(edit::append);
    List<MemorySegment> slices = new ArrayList<>(edit.slices());
    if (headerless) {
      MemorySegment rest = bytes.asSlice(end);
      boolean blank = rest.byteSize() == 0 || rest.get(ValueLayout.JAVA_BYTE, 0) == '\r';
      slices.add(blank ? rest.asSlice(0, 0) : MemorySegment.ofArray(new byte[] {'\r', '\n'}));
      slices.add(rest);
    }
    return slices;
  }

  private static boolean isRaw(MemorySegment bytes, HeaderBlock header) {
    long end = header.fields().isEmpty() ? 0 : header.fields().getLast().end();
    for (long at = 0; at < end; at++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at) < 0) {
        return true;
      }
    }
    return false;
  }
}
