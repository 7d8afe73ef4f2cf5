package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.UidSet;
import dev.postern.outbound.Scheduled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A data directory of each version that was ever landed opens in this one, with everything in it.
///
/// The directories in `src/test/resources/data` were written by a server of their version: Ann has
/// three letters, the second in the first one's thread, flagged and with the keyword `work`; the
/// first also lies in `Projects/2026`; the third was expunged. From version 2 on a draft was saved
/// twice; in version 3 a mail waits to be sent.
class OlderDataTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aDirectoryOfThatVersionOpens(int version) throws IOException {
    copy("data/v" + version);
    try (TemporaryEngine engine = new TemporaryEngine(EngineOptions.in(directory))) {
      assertThat(engine.engine().verify().problems()).isEmpty();
      Grant ann = engine.engine().grants().grantOf("ann@agents.localhost").orElseThrow();
      List<StoredMessage> letters =
          engine
              .engine()
              .mail()
              .read(ann.account(), read -> read.find(MessageQuery.all(10)).items())
              .stream()
              .filter(letter -> letter.digest().subject().startsWith("Letter"))
              .toList();
      assertThat(letters)
          .extracting(letter -> letter.digest().subject())
          .containsExactlyInAnyOrder("Letter 1", "Letter 2");
      assertThat(letters).extracting(StoredMessage::thread).containsOnly(letters.get(0).thread());
      assertThat(letters).filteredOn(StoredMessage::unread).hasSize(1);
      List<Placement> inbox =
          engine
              .engine()
              .mail()
              .read(
                  ann.account(),
                  read -> read.placements(FolderId.INBOX, UidSet.ofRanges(1, 4_294_967_295L)));
      assertThat(inbox).extracting(Placement::uid).containsExactly(1L, 2L);
      assertThat(inbox).extracting(Placement::zone).containsOnly(60);
    }
  }

  @Test
  void aMailOfVersion3StillWaitsToBeSent() throws IOException {
    copy("data/v3");
    try (TemporaryEngine engine = new TemporaryEngine(EngineOptions.in(directory))) {
      Grant ann = engine.engine().grants().grantOf("ann@agents.localhost").orElseThrow();
      assertThat(engine.engine().schedules().all(ann.account()))
          .extracting(Scheduled::status)
          .containsExactly(Scheduled.Status.PENDING);
    }
  }

  @Test
  void aDraftOfVersion2KeepsBothItsContents() throws IOException {
    copy("data/v2");
    try (TemporaryEngine engine = new TemporaryEngine(EngineOptions.in(directory))) {
      Grant ann = engine.engine().grants().grantOf("ann@agents.localhost").orElseThrow();
      List<Placement> drafts =
          engine
              .engine()
              .mail()
              .read(
                  ann.account(),
                  read -> read.placements(FolderId.DRAFTS, UidSet.ofRanges(1, 4_294_967_295L)));
      assertThat(drafts).extracting(Placement::uid).containsExactly(1L, 2L);
      assertThat(drafts).extracting(Placement::message).containsOnly(drafts.get(0).message());
      List<String> texts = new ArrayList<>();
      for (Placement draft : drafts) {
        try (Content content =
            engine
                .engine()
                .mail()
                .content(ann.account(), draft.message(), draft.revision())
                .orElseThrow()) {
          byte[] bytes = new byte[(int) content.size()];
          content.read(0, bytes, 0, bytes.length);
          texts.add(new String(bytes, StandardCharsets.US_ASCII));
        }
      }
      assertThat(texts.get(0)).endsWith("first words\r\n");
      assertThat(texts.get(1)).endsWith("better words\r\n");
    }
  }

  private void copy(String resource) throws IOException {
    Path from =
        Path.of(
            java.net.URI.create(
                Objects.requireNonNull(getClass().getClassLoader().getResource(resource))
                    .toString()));
    try (var files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path to = directory.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
  }
}
