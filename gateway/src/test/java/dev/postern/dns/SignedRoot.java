package dev.postern.dns;

import dev.postern.support.TestDns;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/// A root of its own that signs what it says.
final class SignedRoot {
  private static final long TTL = 60;

  private final KeyPair pair;
  private final DNSKEYRecord key;

  SignedRoot(TestDns server) throws GeneralSecurityException, DNSSECException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    pair = generator.generateKeyPair();
    key =
        new DNSKEYRecord(
            Name.root,
            DClass.IN,
            TTL,
            DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
            DNSKEYRecord.Protocol.DNSSEC,
            DNSSEC.Algorithm.ECDSAP256SHA256,
            pair.getPublic());
    add(server, key);
  }

  /// Returns the anchor that leads to its key.
  String anchor() {
    return new DSRecord(Name.root, DClass.IN, TTL, DNSSEC.Digest.SHA256, key).toString();
  }

  /// Adds a record with its signature.
  void add(TestDns server, Record record) throws DNSSECException {
    server.add(record).add(signature(record));
  }

  /// Makes the signature of a record.
  Record signature(Record record) throws DNSSECException {
    Instant now = Instant.now();
    return DNSSEC.sign(
        new RRset(record),
        key,
        pair.getPrivate(),
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofHours(1)));
  }
}
