package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Device;
import dev.postern.auth.Grant;
import dev.postern.auth.Workspace;
import dev.postern.domains.Alias;
import dev.postern.domains.HostedDomain;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.UidSet;
import dev.postern.outbound.Due;
import dev.postern.outbound.Lane;
import dev.postern.outbound.QueueStore;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Wishes;
import dev.postern.rules.Condition;
import dev.postern.rules.Limit;
import dev.postern.rules.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A data directory of each version that was ever landed opens in this one, with everything in it.
///
/// The directories in `src/test/resources/data` were written by a server of their version: Ann has
/// three letters, the second in the first one's thread, flagged and with the keyword `work`; the
/// first also lies in `Projects/2026`; the third was expunged. From version 2 on a draft was saved
/// twice; from version 3 on a mail waits to be sent. In version 4 one waits in the queue, there are
/// a domain, an alias, a device and an address that gets nothing.
class OlderDataTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
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
  void aQueueOfVersion3GoesOn() throws IOException {
    copy("data/v3");
    Instant queued = Instant.parse("2026-11-01T12:00:00Z");
    Instant expires = queued.plus(Duration.ofDays(5));
    Instant due = queued.plus(Duration.ofHours(1));
    try (Db db = Db.open(EngineOptions.in(directory).database(), 1024, false)) {
      long account = db.number("SELECT account FROM grant_row WHERE email='ann@agents.localhost'");
      long blob = db.number("SELECT min(id) FROM blob");
      for (long sender : List.of(account, 0L)) {
        db.run("UPDATE blob SET refs=refs+1 WHERE id=?", blob);
        long queue =
            db.insert(
                "INSERT INTO queue(account,sender,blob,strip_bcc,queued,expires)"
                    + " VALUES(?,?,?,1,?,?)",
                sender,
                sender == 0 ? "" : "ann@agents.localhost",
                blob,
                queued.toEpochMilli(),
                expires.toEpochMilli());
        db.run(
            "INSERT INTO recipient(queue,address,attempts,due,diagnostic)"
                + " VALUES(?,'Bob@B\u00fccher.Example',3,?,'451 later')",
            queue,
            due.toEpochMilli());
        db.run(
            "INSERT INTO recipient(queue,address,attempts,failed,diagnostic)"
                + " VALUES(?,'eve@gone.example',1,?,'550 no')",
            queue,
            due.toEpochMilli());
      }
    }
    try (TemporaryEngine engine = new TemporaryEngine(EngineOptions.in(directory))) {
      assertThat(engine.engine().verify().problems()).isEmpty();
      QueueStore queue = engine.engine().queue();
      Grant ann = engine.engine().grants().grantOf("ann@agents.localhost").orElseThrow();
      List<Lane> lanes = queue.lanes(Optional.empty(), due, 10).due();
      assertThat(lanes)
          .containsExactly(
              new Lane("xn--bcher-kva.example", AccountId.NOBODY),
              new Lane("xn--bcher-kva.example", ann.account()));
      assertThat(queue.notices(queued.plus(Duration.ofHours(4)), 10))
          .hasSize(2)
          .allMatch(notice -> notice.waiting().size() == 1);
      for (Lane lane : lanes) {
        Due found = queue.due(lane, due, 10).getFirst();
        assertThat(found.attempts()).isEqualTo(3);
        assertThat(found.mail().expires()).isEqualTo(expires);
        assertThat(found.wish().wants(Wishes.Notify.FAILURE)).isTrue();
        try (Content content = queue.content(found.queueId()).orElseThrow()) {
          assertThat(content.size()).isPositive();
        }
        assertThat(queue.<Integer>commit(tx -> tx.done(List.of(found.recipientId())))).isEqualTo(1);
      }
      assertThat(queue.lanes(Optional.empty(), expires, 10).due()).isEmpty();
      assertThat(engine.engine().verify().problems()).isEmpty();
    }
  }

  @Test
  void whatVersion4KnowsOfTheWorldIsThere() throws IOException {
    copy("data/v4");
    try (TemporaryEngine engine = new TemporaryEngine(EngineOptions.in(directory))) {
      SqliteEngine all = engine.engine();
      Grant ann = all.grants().grantOf("ann@agents.localhost").orElseThrow();
      Instant later = Instant.parse("2027-01-01T00:00:00Z");
      List<Lane> lanes = all.queue().lanes(Optional.empty(), later, 10).due();
      assertThat(lanes).containsExactly(new Lane("example.org", ann.account()));
      assertThat(all.queue().due(lanes.getFirst(), later, 10)).hasSize(1);
      assertThat(all.devices().devices()).extracting(Device::name).containsExactly("copier");
      assertThat(all.suppressions().among(ann.account(), List.of("gone@example.org"))).hasSize(1);
      List<HostedDomain> domains = all.domains().all();
      assertThat(domains)
          .extracting(HostedDomain::address)
          .containsExactlyInAnyOrder("agents.localhost", "trial.agents.localhost");
      assertThat(domains.stream().flatMap(domain -> all.domains().aliases(domain.id()).stream()))
          .extracting(Alias::address)
          .containsExactly("anna@agents.localhost");
    }
  }

  @Test
  void whatVersion5BoundsAgentsByIsThere() throws IOException {
    copy("data/v5");
    try (TemporaryEngine engine = new TemporaryEngine(EngineOptions.in(directory))) {
      SqliteEngine all = engine.engine();
      Grant cid = all.grants().grantOf("cid@agents.localhost").orElseThrow();
      Workspace trainees = all.workspaces().workspace(cid.workspaceId()).orElseThrow();
      assertThat(trainees.requireApproval()).isTrue();
      UUID application = cid.applicationId();
      UUID careful = trainees.policyId().orElseThrow();
      assertThat(all.policies().policy(application, careful).orElseThrow().limits().numbers())
          .containsEntry(Limit.DAILY_SENT, 50L);
      List<Rule> rules = all.rules().rules(application, trainees.ruleIds());
      assertThat(rules).extracting(Rule::name).containsExactly("Block");
      Condition listed = rules.getFirst().match().conditions().getFirst();
      UUID list = UUID.fromString(listed.values().getFirst());
      List<String> items = new ArrayList<>();
      all.lists().values(list, items::add);
      assertThat(items).containsExactlyInAnyOrder("spam.example", "evil.example");
      assertThat(all.evaluations().evaluations(cid.account(), OptionalLong.empty(), 9)).hasSize(1);
      assertThat(all.grants().grantOf("dan@agents.localhost").orElseThrow().blocked()).isTrue();
      assertThat(all.serviceAccounts().accounts(application)).hasSize(1);
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
