package dev.postern.support;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The records of a [TestDns], of all its domains together, and the answers they make. A `*` label
/// stands for whatever has no record of its own.
final class TestZone {
  private static final long TTL = 60;
  private final List<Record> records = new CopyOnWriteArrayList<>();

  /// Adds the records of a zone file; names are absolute with or without a final dot.
  void add(String text) {
    try (var master =
        new Master(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Name.root, TTL)) {
      for (Record each = master.nextRecord(); each != null; each = master.nextRecord()) {
        records.add(each);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  void add(Record record) {
    records.add(record);
  }

  /// Takes all records of a name away.
  void remove(Name name) {
    records.removeIf(each -> each.getName().equals(name));
  }

  /// Fills in what the records say to the question of `reply`.
  void answer(Message reply) {
    Record question = reply.getQuestion();
    Name name = question.getName();
    for (int links = 0; links < 20; links++) {
      Name owner = owner(name);
      Name asked = name;
      List<Record> found = at(owner, question.getType());
      found.forEach(each -> reply.addRecord(each.withName(asked), Section.ANSWER));
      signatures(owner, question.getType()).forEach(each -> reply.addRecord(each, Section.ANSWER));
      List<Record> alias = at(owner, Type.CNAME);
      if (!found.isEmpty()) {
        return;
      }
      if (alias.isEmpty()) {
        nothing(reply, owner);
        return;
      }
      reply.addRecord(alias.getFirst().withName(asked), Section.ANSWER);
      name = ((CNAMERecord) alias.getFirst()).getTarget();
    }
  }

  private List<Record> signatures(Name owner, int type) {
    return at(owner, Type.RRSIG).stream()
        .filter(each -> ((RRSIGRecord) each).getTypeCovered() == type)
        .toList();
  }

  private Name owner(Name name) {
    for (int labels = 1; !exists(name) && labels < name.labels(); labels++) {
      Name wild = name.wild(labels);
      if (exists(wild)) {
        return wild;
      }
    }
    return name;
  }

  private void nothing(Message reply, Name name) {
    reply.getHeader().setRcode(exists(name) ? Rcode.NOERROR : Rcode.NXDOMAIN);
    Optional<Record> soa =
        records.stream()
            .filter(each -> each.getType() == Type.SOA && name.subdomain(each.getName()))
            .findFirst();
    reply.addRecord(
        soa.orElseGet(
            () -> new SOARecord(Name.root, DClass.IN, TTL, Name.root, Name.root, 1, 1, 1, 1, TTL)),
        Section.AUTHORITY);
    reply.getHeader().setFlag(Flags.AA);
  }

  private boolean exists(Name name) {
    return records.stream().anyMatch(each -> each.getName().subdomain(name));
  }

  private List<Record> at(Name name, int type) {
    return records.stream()
        .filter(each -> each.getType() == type && each.getName().equals(name))
        .toList();
  }
}
