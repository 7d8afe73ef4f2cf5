package dev.postern.support;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A name server on loopback, UDP and TCP on the same free port, that knows what a test tells it
/// and nothing else.
///
/// As a process of its own (`java -cp … TestDns.java [zone file]`) it prints its port and takes
/// zone lines and `!trouble name` lines (`!servfail a.test`) from standard input until that ends,
/// and answers `?name TYPE` with how often that was asked.
public final class TestDns implements AutoCloseable {
  /// What can be wrong with a name.
  public enum Trouble {
    SERVFAIL,
    REFUSED,
    /// No answer at all.
    SILENCE,
    /// Too long for UDP: the client must come again over TCP.
    TRUNCATED,
    /// Too long for UDP, and nobody answers over TCP.
    TRUNCATED_SILENCE,
    /// Answers for another name.
    STRANGER
  }

  private static final int LONGEST = 65_535;

  private final TestZone zone = new TestZone();
  private final Map<Name, Trouble> troubles = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private volatile boolean secure;
  private volatile Duration delay = Duration.ZERO;

  private TestDns(DatagramSocket udp, ServerSocket tcp) {
    this.udp = udp;
    this.tcp = tcp;
  }

  /// Starts one that knows the records of `zone`, a zone file of absolute names.
  public static TestDns start(String zone) throws IOException {
    TestDns dns = bound();
    dns.add(zone);
    Thread.ofVirtual().start(dns::serveUdp);
    Thread.ofVirtual().start(dns::serveTcp);
    return dns;
  }

  private static TestDns bound() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    for (int tries = 0; ; tries++) {
      var udp = new DatagramSocket(0, loopback);
      try {
        return new TestDns(udp, new ServerSocket(udp.getLocalPort(), 50, loopback));
      } catch (BindException taken) {
        udp.close();
        if (tries == 20) {
          throw taken;
        }
      }
    }
  }

  /// Returns where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) udp.getLocalSocketAddress();
  }

  /// Returns `ip:port`, as the configuration takes it.
  public String server() {
    return "127.0.0.1:" + udp.getLocalPort();
  }

  /// Adds records, a zone file of absolute names.
  public TestDns add(String records) {
    zone.add(records);
    return this;
  }

  /// Adds a record.
  public TestDns add(Record record) {
    zone.add(record);
    return this;
  }

  /// Takes all records of a name away.
  public TestDns remove(String name) {
    zone.remove(name(name));
    return this;
  }

  /// Makes trouble for each question about `name`, whatever the type.
  public TestDns trouble(String name, Trouble trouble) {
    troubles.put(name(name), trouble);
    return this;
  }

  /// Ends all trouble.
  public TestDns calm() {
    troubles.clear();
    return this;
  }

  /// Says from now on that DNSSEC vouches for all answers (the AD bit), or not.
  public TestDns secure(boolean now) {
    secure = now;
    return this;
  }

  /// Waits before each answer from now on.
  public TestDns delay(Duration now) {
    delay = now;
    return this;
  }

  /// Returns all questions in order, as `name TYPE`, names without final dot in lower case.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /// Returns how often `name TYPE` was asked.
  public long asked(String question) {
    return asked.stream().filter(question::equals).count();
  }

  /// Forgets what was asked.
  public TestDns forget() {
    asked.clear();
    return this;
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }

  private void serveUdp() {
    byte[] buffer = new byte[LONGEST];
    while (!udp.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
        Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        var client = packet.getSocketAddress();
        Thread.ofVirtual()
            .start(() -> {
              byte[] reply = reply(query, true);
              if (reply.length > 0) {
                send(new DatagramPacket(reply, reply.length, client));
              }
            });
      } catch (IOException closedOrBroken) {
        // the next one may be better
      }
    }
  }

  private void send(DatagramPacket packet) {
    try {
      udp.send(packet);
    } catch (IOException closed) {
      // nobody waits any more
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket socket = tcp.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        // the loop ends
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new DataInputStream(socket.getInputStream());
        var out = socket.getOutputStream()) {
      while (true) {
        byte[] reply = reply(new Message(in.readNBytes(in.readUnsignedShort())), false);
        if (reply.length > 0) {
          out.write(framed(reply));
          out.flush();
        }
      }
    } catch (IOException gone) {
      // the client has what it wanted
    }
  }

  private static byte[] framed(byte[] reply) {
    return ByteBuffer.allocate(reply.length + 2).putShort((short) reply.length).put(reply).array();
  }

  private byte[] reply(Message query, boolean overUdp) {
    Record question = query.getQuestion();
    asked.add(
        question.getName().toString(true).toLowerCase(Locale.ROOT)
            + " "
            + Type.string(question.getType()));
    if (delay.isPositive()) {
      LockSupport.parkNanos(delay.toNanos());
    }
    var reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    reply.addRecord(question, Section.QUESTION);
    if (secure) {
      reply.getHeader().setFlag(Flags.AD);
    }
    return switch (troubles.get(question.getName())) {
      case SERVFAIL -> failed(reply, Rcode.SERVFAIL);
      case REFUSED -> failed(reply, Rcode.REFUSED);
      case SILENCE -> new byte[0];
      case TRUNCATED -> overUdp ? truncated(reply) : full(reply);
      case TRUNCATED_SILENCE -> overUdp ? truncated(reply) : new byte[0];
      case STRANGER -> stranger(reply);
      case null -> overUdp ? reply(reply) : full(reply);
    };
  }

  private byte[] reply(Message reply) {
    byte[] wire = full(reply);
    return wire.length > 1_232 ? truncated(reply) : wire;
  }

  private byte[] full(Message reply) {
    zone.answer(reply);
    return reply.toWire(LONGEST);
  }

  private static byte[] truncated(Message reply) {
    reply.removeAllRecords(Section.ANSWER);
    reply.getHeader().setFlag(Flags.TC);
    return reply.toWire(LONGEST);
  }

  private static byte[] failed(Message reply, int rcode) {
    reply.getHeader().setRcode(rcode);
    return reply.toWire(LONGEST);
  }

  private byte[] stranger(Message reply) {
    Record question = reply.getQuestion();
    reply.removeAllRecords(Section.QUESTION);
    reply.addRecord(question.withName(name("stranger.test")), Section.QUESTION);
    return full(reply);
  }

  private static Name name(String text) {
    return Name.fromConstantString(text.endsWith(".") ? text : text + ".");
  }

  /// Runs one until standard input ends.
  public static void main(String[] arguments) throws IOException {
    String zone = arguments.length == 0 ? "" : Files.readString(Path.of(arguments[0]));
    try (TestDns dns = start(zone);
        var lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
      System.out.println(dns.address().getPort());
      while (lines.hasNextLine()) {
        dns.line(lines.nextLine());
      }
    }
  }

  private void line(String line) {
    if (line.startsWith("?")) {
      System.out.println(asked(line.substring(1)));
    } else if (line.startsWith("!")) {
      String[] words = line.substring(1).split(" ", 2);
      trouble(words[1], Trouble.valueOf(words[0].toUpperCase(Locale.ROOT)));
    } else {
      add(line);
    }
  }
}
