package dev.postern.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.dnssec.ValidatingResolver;

/// The servers that are asked: over UDP, and over TCP where an answer is too long for that.
final class Upstream {
  private static final int MOST_SERVERS = 3;

  /// The keys of the root since 2018 and 2024, as IANA publishes them
  /// (`https://data.iana.org/root-anchors/root-anchors.xml`).
  static final String ROOT_ANCHORS =
      """
      . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
      . IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
      """;

  private final Resolver resolver;
  private final boolean wantsWord;

  private Upstream(Resolver resolver, boolean wantsWord) {
    this.resolver = resolver;
    this.wantsWord = wantsWord;
  }

  /// Makes it; nobody is asked yet.
  ///
  /// @param servers empty: those of this machine
  /// @param patience for one server's answer
  /// @param anchors DS records of the keys that are believed
  static Upstream of(
      List<InetSocketAddress> servers, Dnssec dnssec, Duration patience, String anchors) {
    List<InetSocketAddress> asked =
        servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
    var each = new ArrayList<Resolver>();
    for (InetSocketAddress server : asked.stream().limit(MOST_SERVERS).toList()) {
      var resolver = new SimpleResolver(server);
      resolver.setTimeout(patience);
      each.add(resolver);
    }
    var all = new Servers(each, patience);
    return new Upstream(
        dnssec == Dnssec.VALIDATE ? validating(all, anchors) : all, dnssec == Dnssec.TRUST_AD);
  }

  private static Resolver validating(Resolver resolver, String anchors) {
    var validating = new ValidatingResolver(resolver);
    try {
      byte[] octets = anchors.getBytes(StandardCharsets.US_ASCII);
      validating.loadTrustAnchors(new ByteArrayInputStream(octets));
    } catch (IOException notRead) {
      throw new UncheckedIOException(notRead);
    }
    return validating;
  }

  /// Asks one question.
  CompletionStage<Message> ask(Name name, int type) {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    if (wantsWord) {
      query.getHeader().setFlag(Flags.AD);
    }
    return resolver.sendAsync(query);
  }
}
