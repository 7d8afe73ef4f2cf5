package dev.postern.mail.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportTest {
  private static final long SEED = Long.getLong("postern.test.seed", new Random().nextInt(1 << 20));
  private static final List<String> FOLDERS =
      List.of(
          "INBOX",
          "Sent",
          "a",
          "a/b",
          "a.b",
          "a/cur",
          "Grüße & mehr/ü",
          "x.mbox",
          ".dot",
          "50%",
          "con",
          "a:b*c",
          "trailing.",
          "a\\b",
          "%41",
          "very " + "long ".repeat(80),
          "&",
          "-");
  private static final String[] PIECES = {
    "From ",
    ">From ",
    ">>From x",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\u00ff",
    "Status: RO\n",
    "a",
    "From",
    ">",
    "X-Postern-Export: ",
    "\n\n",
    "From a@b Thu Jan  1 10:20:30 2026\n",
    "Subject: s\r\n"
  };

  @TempDir private Path directory;
  private final Random random = new Random(SEED);

  /// What must be the same.
  private record Seen(String text, Set<String> flags, OffsetDateTime date) {}

  private Stamp stamp(long uid, String folder, String text) {
    List<String> flags = new ArrayList<>();
    for (String flag : List.of("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft")) {
      if (random.nextBoolean()) {
        flags.add(flag);
      }
    }
    for (int i = 0; i < 60; i += 1 + random.nextInt(30)) {
      flags.add(i == 3 ? "$Forwarded" : "k" + i);
    }
    OffsetDateTime date =
        Instant.ofEpochSecond(random.nextLong(-2_000_000_000L, 5_000_000_000L))
            .atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(-12 * 60, 14 * 60) * 60));
    return new Stamp(uid, 7, text.length(), date, flags, folder);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i >= 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static void add(FolderWriter writer, Stamp stamp, String text) throws IOException {
    writer.add(stamp, new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
  }

  private static Map<String, List<Seen>> read(Path root, Optional<MailFormat> format)
      throws IOException {
    Map<String, List<Seen>> all = new LinkedHashMap<>();
    Source source = Sources.open(root, format, Optional.empty());
    source.folders().forEach(folder -> all.put(folder, new ArrayList<>()));
    source.read(
        Long.MAX_VALUE,
        (found, _) -> {
          assertThat(found.exact()).isTrue();
          assertThat(found.wrong()).isEmpty();
          String text = new String(found.bytes().head(1 << 24), ISO_8859_1);
          Seen seen = new Seen(text, found.flags(), found.date().orElseThrow());
          all.computeIfAbsent(found.folder(), _ -> new ArrayList<>()).add(seen);
        });
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadAgain(MailFormat format) throws IOException {
    Map<String, List<Seen>> written = new LinkedHashMap<>();
    for (String folder : FOLDERS) {
      List<Seen> seen = new ArrayList<>();
      try (FolderWriter writer = format.writer(directory, folder, 7)) {
        for (int uid = 1; uid <= (folder.equals("Sent") ? 0 : 30); uid++) {
          String text = text();
          Stamp stamp = stamp(uid * 3L, folder, text);
          add(writer, stamp, text);
          seen.add(new Seen(text, stamp.flagSet(), stamp.date()));
        }
        writer.complete();
      }
      written.put(folder, seen);
    }
    assertThat(read(directory, Optional.of(format))).as("seed " + SEED).isEqualTo(written);
    assertThat(read(directory, Optional.empty())).as("seed " + SEED).isEqualTo(written);
  }

  @ParameterizedTest
  @EnumSource
  void aFolderIsGoneOnWithWhereItWasLeft(MailFormat format) throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (int uid = 1; uid <= 40; ) {
      try (FolderWriter writer = format.writer(directory, "a", 7)) {
        assertThat(writer.lastUid()).as("seed " + SEED).isEqualTo(uid - 1);
        for (int i = random.nextInt(10); i >= 0 && uid <= 40; i--, uid++) {
          String text = text();
          Stamp stamp = stamp(uid, "a", text);
          add(writer, stamp, text);
          seen.add(new Seen(text, stamp.flagSet(), stamp.date()));
        }
        if (random.nextBoolean()) {
          writer.complete();
        }
      }
    }
    format.writer(directory, "a", 7).complete();
    assertThat(read(directory, Optional.of(format)).get("a")).isEqualTo(seen);
  }

  @Test
  void anMboxThatIsTornAnywhereIsGoneOnWithAtTheLastWholeMessage() throws IOException {
    Path part = directory.resolve("a.mbox.part");
    try (FolderWriter writer = MailFormat.MBOX.writer(directory, "a", 7)) {
      for (int uid = 1; uid <= 8; uid++) {
        String text = text();
        add(writer, stamp(uid, "a", text), text);
      }
    }
    byte[] all = Files.readAllBytes(part);
    for (int cut = 0; cut <= all.length; cut += 1 + random.nextInt(9)) {
      Files.write(part, all);
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.truncate(cut);
      }
      MailFormat.MBOX.writer(directory, "a", 7).close();
      byte[] kept = Files.readAllBytes(part);
      assertThat(kept.length).isLessThanOrEqualTo(cut);
      assertThat(Arrays.copyOf(all, kept.length)).as("seed %d cut %d", SEED, cut).isEqualTo(kept);
    }
    Files.write(part, all);
    try (FolderWriter writer = MailFormat.MBOX.writer(directory, "a", 7)) {
      assertThat(writer.lastUid()).isEqualTo(8);
    }
    assertThat(part).hasBinaryContent(all);
  }

  @ParameterizedTest
  @EnumSource
  void anotherFoldersMessagesAreNotMixedIn(MailFormat format) throws IOException {
    try (FolderWriter writer = format.writer(directory, "a", 7)) {
      add(writer, stamp(1, "a", "x"), "x");
      writer.complete();
    }
    assertThatThrownBy(() -> format.writer(directory, "a", 8))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another folder's");
  }

  @Test
  void anMboxOfOthersIsNotWrittenInto() throws IOException {
    for (String mbox : List.of("From a@b Thu Jan  1 10:20:30 2026\nA: 1\n\n", "no mail")) {
      Path file = directory.resolve("a.mbox");
      Files.writeString(file, mbox);
      assertThatThrownBy(() -> MailFormat.MBOX.writer(directory, "a", 7))
          .isInstanceOf(IOException.class);
      Files.move(file, directory.resolve("a.mbox.part"));
      assertThatThrownBy(() -> MailFormat.MBOX.writer(directory, "a", 7))
          .isInstanceOf(IOException.class);
      assertThat(directory.resolve("a.mbox.part")).hasContent(mbox);
      Files.delete(directory.resolve("a.mbox.part"));
    }
  }

  @Test
  void aMaildirOfOthersHasItsFlagsDatesAndFolders() throws IOException {
    Path cur = Files.createDirectories(directory.resolve(".Entw&APw-rfe.2026/cur"));
    Files.createDirectories(directory.resolve("cur"));
    Files.createDirectories(directory.resolve("new"));
    Files.writeString(directory.resolve("new/1.a.host"), "A: 1\n\n");
    Files.writeString(directory.resolve(".Entw&APw-rfe.2026/dovecot-keywords"), "0 one\n1 two\n");
    Files.writeString(cur.resolve("2.b.host,S=6:2,FRSTbD"), "A: 2\n\n");
    Map<String, Set<String>> flags = new LinkedHashMap<>();
    Sources.open(directory, Optional.empty(), Optional.of("Old"))
        .read(99, (found, _) -> flags.put(found.folder() + " " + found.place(), found.flags()));
    assertThat(flags)
        .isEqualTo(
            Map.of(
                "Old 1.a.host",
                Set.of(),
                "Old/Entwürfe/2026 2.b.host,S=6",
                new LinkedHashSet<>(
                    List.of("\\Flagged", "\\Answered", "\\Seen", "\\Deleted", "\\Draft", "two"))));
  }
}
