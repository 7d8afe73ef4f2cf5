package dev.postern.api;

import dev.postern.delivery.Tracked;
import dev.postern.delivery.TrackingOptions;
import dev.postern.delivery.TrackingTx;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.TrackedHtml;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// Makes mail that is counted when it is opened and when its links are followed, if this server has
/// a public address for that. Without one the wish is kept and nothing is changed.
final class Tracking {
  private static final int TOKEN_OCTETS = 16;

  private final Optional<URI> base;
  private final SecureRandom random = new SecureRandom();

  /// @param base below which `/t/…` of this server is reached
  Tracking(Optional<URI> base) {
    this.base = base;
  }

  /// How one mail is tracked.
  ///
  /// @param tracked what to keep of it; empty: nothing
  /// @param html its HTML with counted links; empty: as it is
  record Plan(Optional<Tracked> tracked, Optional<String> html) implements Dispatch.Made {
    static final Plan NONE = new Plan(Optional.empty(), Optional.empty());

    @Override
    public void made(MailTx tx, MessageId message) {
      tracked.ifPresent(kept -> tx.join(TrackingTx.class).keep(message, kept));
    }
  }

  /// Says whether a mail with these options is written otherwise than without.
  boolean rewrites(TrackingOptions options) {
    return base.isPresent() && (options.opens() || options.links());
  }

  /// Makes the plan for a mail.
  ///
  /// @param html its body; empty if that is plain text
  /// @throws GatewayException with INVALID if the host asked for is not this server's
  Plan plan(Optional<TrackingOptions> wanted, Optional<String> html) {
    if (wanted.isEmpty()) {
      return Plan.NONE;
    }
    TrackingOptions options = checked(wanted.get());
    if (html.isEmpty() || !rewrites(options)) {
      return new Plan(Optional.of(Tracked.of(options)), Optional.empty());
    }
    String token = token();
    String place = base.orElseThrow() + "/t/" + token;
    TrackedHtml counted =
        options.links()
            ? TrackedHtml.links(html.get(), number -> place + "/" + number)
            : TrackedHtml.untouched(html.get());
    TrackedHtml whole = options.opens() ? counted.withImage(place + ".gif") : counted;
    return new Plan(
        Optional.of(new Tracked(options, token, whole.targets())), Optional.of(whole.html()));
  }

  /// Returns the same options.
  ///
  /// @throws GatewayException with INVALID if the host asked for is not this server's
  TrackingOptions checked(TrackingOptions options) {
    boolean foreign =
        base.isPresent()
            && !options.domainName().isEmpty()
            && !options.domainName().equalsIgnoreCase(base.get().getHost());
    if (foreign) {
      throw new GatewayException(
          Fault.INVALID,
          "tracking_options.domain_name is no host for tracking here: only "
              + base.get().getHost()
              + " is");
    }
    return options;
  }

  private String token() {
    byte[] octets = new byte[TOKEN_OCTETS];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
