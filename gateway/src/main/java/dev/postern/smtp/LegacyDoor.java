package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.lint.LintKind;
import dev.postern.lint.Lints;
import dev.postern.metrics.Tally;
import dev.postern.net.Connection;
import dev.postern.net.Door;
import dev.postern.smtp.wire.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import java.net.InetAddress;
import java.util.Optional;

/// The door of devices and old programs, which know the protocol more or less, on one port with TLS
/// and without.
///
/// Only for networks that its operator trusts: who comes from a device's network needs no password.
public final class LegacyDoor implements Door {
  private final SmtpServices services;
  private final LegacyOptions options;
  private final Lints lints;
  private final TlsHabits habits;

  LegacyDoor(SmtpServices services, LegacyOptions options, Lints lints, TlsHabits habits) {
    this.services = services;
    this.options = options;
    this.lints = lints;
    this.habits = habits;
  }

  /// Returns how many commands of each kind came, and how many mails were `accepted` and `refused`.
  public Tally tally() {
    return services.commands();
  }

  @Override
  public void accept(Connection connection, ChannelPipeline pipeline) {
    InetAddress from = connection.remote().getAddress();
    // What a proxy calls loopback is another machine.
    boolean elsewhere = from.isLoopbackAddress() && !connection.loopback();
    if (elsewhere || options.networks().stream().noneMatch(each -> each.contains(from))) {
      lints.notice(Optional.empty(), from.getHostAddress(), LintKind.NOT_ITS_NETWORK);
      ByteBuf out = pipeline.channel().alloc().buffer();
      Reply.of(554, Fault.FORBIDDEN.smtpEnhanced(), "not from your network").writeTo(out);
      pipeline.channel().writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    pipeline.addLast("sniff", new FirstOctet(connection, services, habits));
  }
}
