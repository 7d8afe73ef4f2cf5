package dev.postern.conformance.consistency;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.consistency.Mirror.Mode;
import dev.postern.conformance.peer.Folders;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a client remembers stays good after a crash and after a restore: resynchronised from it,
/// the folder is what a fresh connection sees, and no MODSEQ goes back.
class RestoreTest {
  private static final String ASK = "UID FETCH 1:* (FLAGS)";

  @Test
  @Tag("C-45")
  @Tag("C-95")
  @Tag("C-100")
  @Tag("C-105")
  void aClientResynchronisesAfterACrashAndAfterARestore() throws Exception {
    Path folder = Folders.create("resync-");
    try (Postern server = Postern.start()) {
      String address = server.agent("ann");
      try (Imap imap = Imap.login(server, address)) {
        imap.command("CREATE Work");
      }
      append(server, address, "kept", 6);
      Picture first = picture(server, address);
      expunge(server, address, 2, 5);
      Picture second = picture(server, address);
      server.kill();
      server.restart();
      check(server, address, List.of(first, second));

      run(server, List.of("backup", folder.resolve("copy").toString(), "--data", data(server)));
      append(server, address, "lost", 3);
      expunge(server, address, 3, 4);
      Picture third = picture(server, address);
      Path restored = folder.resolve("restored");
      run(
          server,
          List.of("restore", folder.resolve("copy").toString(), "--data", restored.toString()));
      try (Postern other = Postern.on(restored)) {
        Picture now = picture(other, address);
        if (now.uidValidity() == third.uidValidity()) {
          assertThat(now.modseq()).isGreaterThanOrEqualTo(third.modseq());
        }
        check(other, address, List.of(first, second, third));
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private static void append(Postern server, String address, String mark, int count)
      throws IOException {
    try (Imap imap = Imap.login(server, address)) {
      for (int i = 0; i < count; i++) {
        String text = "Subject: id-" + mark + i + "\r\n\r\ntext\r\n";
        imap.append("INBOX", text.getBytes(US_ASCII));
      }
    }
  }

  private static void expunge(Postern server, String address, int... uids) throws IOException {
    try (Imap imap = Imap.login(server, address)) {
      imap.command("SELECT INBOX");
      for (int uid : uids) {
        imap.command("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)");
      }
      imap.command("EXPUNGE");
    }
  }

  private static Picture picture(Postern server, String address) throws IOException {
    try (Mirror mirror = Mirror.open(server, address, "see", Mode.QRESYNC, new Marks())) {
      mirror.select("INBOX", "");
      mirror.ok(ASK);
      return mirror.picture().orElseThrow();
    }
  }

  private static void check(Postern server, String address, List<Picture> all) throws IOException {
    Picture now = picture(server, address);
    for (Picture then : all) {
      if (now.uidValidity() != then.uidValidity()) {
        continue;
      }
      try (Mirror back = Mirror.open(server, address, "back", Mode.QRESYNC, new Marks())) {
        assertThat(back.resync(then, Optional.empty()).flags())
            .as("from %s", then)
            .isEqualTo(now.flags());
      }
    }
  }

  private static void run(Postern server, List<String> command) throws Exception {
    Process process = server.run(command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(server.log()).isZero();
  }

  private static String data(Postern server) {
    return server.data().toString();
  }
}
