package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.peer.Folders;
import dev.postern.conformance.peer.Mbsync;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.peer.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A mail client that has seen more than the backup holds goes on after the restore.
///
/// Skips itself where mbsync is not installed.
class MbsyncRestoreTest {
  private static final Pattern SUBJECT = Pattern.compile("Subject: (\\S+)");
  private static final Pattern APPENDUID = Pattern.compile("APPENDUID (\\d+) (\\d+)");
  private static final long SECONDS = 60;
  private static final int MANY = 20;

  /// The client saw these leave INBOX after the backup. mbsync never fetches such a UID again,
  /// though they are back; a client that compares whole listings would.
  private static final Set<String> REMOVED = Set.of("before-1", "before-2");

  private final Path home = Folders.create("restore-");
  private final Path backup = home.resolve("copy");
  private long highest;
  private long validity;

  @Test
  @Tag("C-45")
  void aClientGoesOnAfterARestoreWithoutLossOrDoubles() throws Exception {
    Path data = home.resolve("data");
    try (Postern lost = Postern.start()) {
      String ann = lost.agent("ann");
      try (Mbsync mbsync = new Mbsync(ann)) {
        untilTheCrash(lost, mbsync, ann);
        run(lost, List.of("restore", backup.toString(), "--data", data.toString()));
        assertThat(Stored.verify(data).problems()).isEmpty();
        try (Postern restored = Postern.on(data)) {
          afterTheRestore(restored, mbsync, ann);
        }
      }
    } finally {
      Folders.delete(home);
    }
  }

  private void untilTheCrash(Postern server, Mbsync mbsync, String ann) throws Exception {
    for (int i = 0; i < MANY; i++) {
      append(server, ann, "INBOX", "before-" + i);
    }
    append(server, ann, "Archive", "kept");
    mbsync.sync(server);
    run(server, List.of("backup", backup.toString(), "--data", server.data().toString()));
    for (int i = 0; i < 10; i++) {
      append(server, ann, "INBOX", "after-" + i);
    }
    command(server, ann, "UID STORE 1 +FLAGS (\\Flagged)");
    command(server, ann, "UID STORE 2 +FLAGS (\\Deleted)");
    command(server, ann, "UID EXPUNGE 2");
    command(server, ann, "UID MOVE 3 Archive");
    mbsync.sync(server);
    assertThat(mbsync.subjects("INBOX")).hasSize(28).contains("after-9").doesNotContain("before-1");
    assertThat(mbsync.flagged("INBOX", 'F')).containsExactly("before-0");
    server.kill();
  }

  private void afterTheRestore(Postern server, Mbsync mbsync, String ann) throws Exception {
    long uidBefore = highest;
    long validityBefore = validity;
    append(server, ann, "INBOX", "new-there");
    assertThat(highest).as("UIDs go on above what was seen").isGreaterThan(uidBefore + 10_000);
    assertThat(validity).as("UIDVALIDITY").isEqualTo(validityBefore);
    mbsync.write("INBOX", "new-here");
    for (int i = 0; i < 3; i++) {
      mbsync.sync(server);
      assertThat(mbsync.subjects("INBOX")).as(mbsync.log()).isEqualTo(without(inbox(), REMOVED));
      assertThat(mbsync.subjects("Archive")).as(mbsync.log()).containsExactly("kept");
      assertThat(subjects(server, ann, "INBOX")).isEqualTo(inbox());
      assertThat(subjects(server, ann, "Archive")).containsExactly("kept");
      assertThat(mbsync.flagged("INBOX", 'F')).isEmpty();
    }
  }

  /// What is in the backup and what came after the restore.
  private static List<String> inbox() {
    return Stream.concat(
            IntStream.range(0, MANY).mapToObj(i -> "before-" + i),
            Stream.of("new-here", "new-there"))
        .sorted()
        .toList();
  }

  private static List<String> without(List<String> all, Set<String> some) {
    return all.stream().filter(each -> !some.contains(each)).toList();
  }

  private void append(Postern server, String ann, String folder, String subject)
      throws IOException {
    byte[] message = ("Subject: " + subject + "\r\n\r\ntext\r\n").getBytes(StandardCharsets.UTF_8);
    try (Imap imap = Imap.login(server, ann)) {
      var uid = APPENDUID.matcher(imap.append(folder, message).text());
      assertThat(uid.find()).isTrue();
      if (folder.equals("INBOX")) {
        validity = Long.parseLong(uid.group(1));
        highest = Long.parseLong(uid.group(2));
      }
    }
  }

  private static void command(Postern server, String ann, String command) throws IOException {
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("SELECT INBOX");
      imap.command(command);
    }
  }

  private static List<String> subjects(Postern server, String ann, String folder)
      throws IOException {
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("SELECT " + folder);
      var found = new ArrayList<String>();
      for (String line : imap.command("FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]").lines()) {
        var subject = SUBJECT.matcher(line);
        if (subject.find()) {
          found.add(subject.group(1));
        }
      }
      return found.stream().sorted().toList();
    }
  }

  private static void run(Postern server, List<String> command) throws Exception {
    Process process = server.run(command);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(server.log()).isZero();
  }
}
