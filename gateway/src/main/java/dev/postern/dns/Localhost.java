package dev.postern.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// What is known of `localhost` without asking: its addresses, and that it has no mail domain (RFC
/// 6761 section 6.3).
final class Localhost {
  private Localhost() {}

  static Found of(Name name, int type) {
    return switch (type) {
      case Type.A -> found(new ARecord(name, DClass.IN, 0, InetAddress.ofLiteral("127.0.0.1")));
      case Type.AAAA -> found(new AAAARecord(name, DClass.IN, 0, InetAddress.ofLiteral("::1")));
      default -> new Found(Answer.Status.NO_SUCH_NAME, List.of(), false, Duration.ZERO);
    };
  }

  private static Found found(Record record) {
    return new Found(Answer.Status.FOUND, List.of(record), false, Duration.ZERO);
  }
}
