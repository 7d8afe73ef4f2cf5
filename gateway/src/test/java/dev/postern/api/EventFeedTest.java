package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Grant;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.send.Payloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events for readers that do not keep up.
class EventFeedTest {
  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ApiStage stage;
  private Grant grant;
  private Agent ann;
  // Without a beat, which would wake its feeds too.
  private EventHub hub;

  /// A reader with room for so many events, and no more until it is told.
  private static final class Reader implements EventSink {
    private final AtomicInteger room = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();

    @Override
    public boolean hasRoom() {
      return room.get() > 0;
    }

    @Override
    public void send(EventText text) {
      if (new String(text.chunk(), StandardCharsets.UTF_8).contains("\nevent: message.created\n")) {
        room.decrementAndGet();
        events.incrementAndGet();
      }
    }

    @Override
    public void end() {}
  }

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    String id = stage.agent("ann");
    grant = stage.grant(id);
    ann = Agent.of(stage.mail(), grant.account());
    Payloads payloads = new Payloads(stage.mail(), stage.engine().tracking());
    hub = new EventHub(stage.mail(), payloads, InstantSource.system(), threads);
  }

  @AfterEach
  void stop() {
    stage.close();
    threads.close();
  }

  @Test
  void whatHappensWhileAReaderIsSlowIsToldAsSoonAsItHasRoom() {
    Reader reader = new Reader();
    EventHub.Wish wish = new EventHub.Wish(Optional.empty(), Set.of(), "", () -> true);
    EventSink.Source source = hub.listen(hub.seat(grant.account(), false), grant, wish, reader);
    ann.add(FolderId.INBOX, "one");
    ann.add(FolderId.INBOX, "two");
    reader.room.set(1);
    source.room();
    await().until(() -> reader.events.get() == 1);
    AtomicBoolean heard = new AtomicBoolean();
    try (MailStore.Watch _ = stage.mail().watch(grant.account(), _ -> heard.set(true))) {
      ann.add(FolderId.INBOX, "three");
      await().untilTrue(heard);
    }
    reader.room.set(100);
    source.room();
    await().until(() -> reader.events.get() == 3);
    source.gone();
    assertThat(hub.seats()).isZero();
  }
}
