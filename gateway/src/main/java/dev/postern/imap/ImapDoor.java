package dev.postern.imap;

import dev.postern.auth.Authenticator;
import dev.postern.auth.Permission;
import dev.postern.auth.SettingStore;
import dev.postern.delivery.Filing;
import dev.postern.imap.wire.ImapFramer;
import dev.postern.mailbox.AnnotationStore;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.OpenFolders;
import dev.postern.metrics.Tally;
import dev.postern.net.Connection;
import dev.postern.net.Door;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/// Serves IMAP4rev1 (RFC 3501, with what RFC 9051 made clearer of it) on a listener.
public final class ImapDoor implements Door {
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 128 << 10);

  private final Services services;

  /// Makes the door.
  ///
  /// @param scheduler wakes idling sessions; its tasks only hand over
  public ImapDoor(
      ImapOptions options,
      MailStore store,
      OpenFolders folders,
      Authenticator authenticator,
      Filing filing,
      SettingStore settings,
      AnnotationStore annotations,
      ScheduledExecutorService scheduler,
      InstantSource clock) {
    this.services =
        new Services(
            options,
            store,
            folders,
            authenticator.needing(Permission.READ, Permission.WRITE),
            filing,
            settings,
            annotations,
            scheduler,
            clock,
            new Recents(clock.instant().getEpochSecond()),
            new SortHeads(store),
            new Tally());
  }

  private ImapDoor(Services services) {
    this.services = services;
  }

  /// Returns how many commands of each kind came, at every listener.
  public Tally tally() {
    return services.commands();
  }

  /// Returns this door as a listener with a profile of its own opens it.
  public ImapDoor announcing(Profile profile) {
    return new ImapDoor(services.with(services.options().profile(profile)));
  }

  @Override
  public void accept(Connection connection, ChannelPipeline pipeline) {
    connection.channel().config().setWriteBufferWaterMark(WATER_MARK);
    ImapFramer framer = new ImapFramer();
    pipeline.addLast("imap-framer", framer);
    pipeline.addLast("imap", new ImapConnection(connection, framer, services));
  }
}
