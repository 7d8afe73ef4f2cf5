package dev.postern.smtp;

import dev.postern.auth.Authenticator;
import dev.postern.auth.Devices;
import dev.postern.auth.Permission;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.domains.Domains;
import dev.postern.lint.Lints;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.Quota;
import dev.postern.metrics.Tally;
import dev.postern.net.Connection;
import dev.postern.net.Door;
import dev.postern.outbound.Sending;
import dev.postern.screening.Inspector;
import io.netty.channel.ChannelPipeline;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The SMTP door: one for agents' mail programs, one for other servers.
///
/// Whether TLS is on from the start, to be asked for, or not there is the listener's: one
/// submission door serves both submission ports.
public final class SmtpDoor implements Door {
  private final SmtpServices services;

  private SmtpDoor(SmtpServices services) {
    this.services = services;
  }

  /// What both kinds of door are made of.
  ///
  /// @param random unguessable, for Message-IDs; safe for concurrent use
  public record Parts(
      SmtpOptions options,
      MailStore store,
      Authenticator authenticator,
      Domains domains,
      Recipients recipients,
      Delivery delivery,
      Sending sending,
      InstantSource clock,
      RandomGenerator random) {}

  /// Makes the door that agents' mail programs hand mail to (RFC 6409).
  public static SmtpDoor submission(Parts parts) {
    return new SmtpDoor(
        services(
            parts,
            submissions(parts, parts.options().from()),
            parts.authenticator().needing(Permission.SEND),
            Manners.STRICT,
            Guard.none()));
  }

  /// Makes the door that devices hand mail to.
  public static LegacyDoor legacy(
      Parts parts, LegacyOptions options, Devices devices, Lints lints) {
    TlsHabits habits = new TlsHabits();
    Manners manners =
        new Manners(
            options.startTls(),
            options.plainLogin(),
            Optional.of(new Manners.Lenience(devices, lints, habits)));
    return new LegacyDoor(
        services(
            parts,
            submissions(parts, options.from()),
            parts.authenticator().withDevices(devices).needing(Permission.SEND),
            manners,
            Guard.none()),
        options,
        lints,
        habits);
  }

  private static Intake submissions(Parts parts, FromPolicy from) {
    return new SubmissionIntake(
        parts.options().host(),
        parts.store(),
        parts.sending(),
        new SenderRights(parts.recipients(), from),
        new FixUps(parts.options().host(), parts.clock(), parts.random()),
        parts.clock());
  }

  /// Makes the door that other servers deliver to.
  ///
  /// @param inspector looks at mail of strangers; empty: nobody does
  /// @param quotas what each agent may keep, to say at once that there is no room
  public static SmtpDoor mx(
      Parts parts,
      MxOptions options,
      Optional<Inspector> inspector,
      Function<AccountId, Quota> quotas) {
    return new SmtpDoor(
        services(
            parts,
            new MxIntake(parts, inspector, quotas),
            parts.authenticator(),
            Manners.STRICT,
            Guard.of(options, parts.clock())));
  }

  private static SmtpServices services(
      Parts parts, Intake intake, Authenticator authenticator, Manners manners, Guard guard) {
    String host = parts.options().host();
    String domain = parts.domains().names().stream().findFirst().orElse(host);
    return new SmtpServices(
        parts.options(),
        intake,
        authenticator,
        parts.store(),
        domain,
        parts.clock(),
        () -> HexFormat.of().toHexDigits(parts.random().nextLong()),
        guard,
        new Tally(),
        manners);
  }

  /// Returns how many commands of each kind came, and how many mails were `accepted` and `refused`.
  public Tally tally() {
    return services.commands();
  }

  @Override
  public void accept(Connection connection, ChannelPipeline pipeline) {
    pipeline.addLast("smtp", new SmtpConnection(connection, services));
  }
}
