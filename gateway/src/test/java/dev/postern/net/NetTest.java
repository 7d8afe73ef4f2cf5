package dev.postern.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.config.PlaintextLogin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NetTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration LONG = Duration.ofMinutes(5);

  private final LineDoor door = new LineDoor();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void tasksOfAConnectionRunInTheirOrder() throws Exception {
    Client client = connect(listen(options(100, 100, LONG), LONG));
    var sent = new StringBuilder();
    IntStream.range(0, 2000).forEach(i -> sent.append("line ").append(i).append("\r\n"));
    client.send(sent.toString());
    for (int i = 0; i < 2000; i++) {
      assertThat(client.line()).isEqualTo("line " + i);
    }
  }

  @Test
  void aHandlerOrTaskThatFailsClosesItsConnectionAlone() throws Exception {
    Bound bound = listen(options(100, 100, LONG), LONG);
    Client other = connect(bound);
    for (String line : List.of("fail", "fail later")) {
      Client client = connect(bound);
      client.send(line + "\r\n");
      assertThat(client.line()).isNull();
    }
    other.send("still here\r\n");
    assertThat(other.line()).isEqualTo("still here");
  }

  @Test
  void aConnectionTooManyIsToldSoAndItsPlaceIsFreeAgainLater() throws Exception {
    Bound bound = listen(options(2, 100, LONG), LONG);
    Client first = connect(bound);
    Client second = connect(bound);
    Client third = open(bound);
    assertThat(third.line()).isEqualTo("too many");
    assertThat(third.line()).isNull();
    first.close();
    await().until(() -> netOf(bound).connections() == 1);
    connect(bound);
    second.send("here\r\n");
    assertThat(second.line()).isEqualTo("here");
  }

  @Test
  @Tag("I-25")
  void whoDoesNotSignInHasToGoWhateverItSends() throws Exception {
    Bound bound = listen(options(100, 100, Duration.ofMillis(400)), LONG);
    Client signedIn = connect(bound);
    signedIn.send("login\r\n");
    assertThat(signedIn.line()).isEqualTo("welcome");
    Client chatty = connect(bound);
    chatty.send("noop\r\n");
    assertThat(chatty.line()).isEqualTo("noop");
    assertThat(chatty.line()).isEqualTo("bye: no sign-in in time");
    assertThat(chatty.line()).isNull();
    signedIn.send("here\r\n");
    assertThat(signedIn.line()).isEqualTo("here");
  }

  @Test
  @Tag("I-25")
  void theOldestThatHasNotSignedInMakesRoom() throws Exception {
    Bound bound = listen(options(100, 2, LONG), LONG);
    Client signedIn = connect(bound);
    signedIn.send("login\r\n");
    assertThat(signedIn.line()).isEqualTo("welcome");
    Client oldest = connect(bound);
    Client younger = connect(bound);
    Client youngest = connect(bound);
    assertThat(oldest.line()).isEqualTo("bye: too many connections");
    for (Client client : List.of(signedIn, younger, youngest)) {
      client.send("here\r\n");
      assertThat(client.line()).isEqualTo("here");
    }
  }

  @Test
  void anIdleConnectionEndsAndABusyOneDoesNot() throws Exception {
    Bound bound = listen(options(100, 100, LONG), Duration.ofMillis(300));
    Client busy = connect(bound);
    var go = new CountDownLatch(1);
    Connection connection = door.accepted.remove();
    connection.run(() -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    Client idle = connect(bound);
    assertThat(idle.line()).isEqualTo("bye: idle for too long");
    assertThat(connection.channel().isActive()).isTrue();
    go.countDown();
    assertThat(busy.line()).isEqualTo("bye: idle for too long");
  }

  @Test
  void allConnectionsOfAGrantEndWithinASecond() throws Exception {
    Bound bound = listen(options(100, 100, LONG), LONG);
    List<Client> theirs = List.of(connect(bound), connect(bound));
    for (Client client : theirs) {
      client.send("login\r\n");
      assertThat(client.line()).isEqualTo("welcome");
    }
    Client other = connect(bound);
    netOf(bound).signOut(new UUID(1, 1));
    netOf(bound).signOut(LineDoor.GRANT);
    for (Client client : theirs) {
      assertThat(client.line()).isEqualTo("bye: sign in again");
      assertThat(client.line()).isNull();
    }
    other.send("here\r\n");
    assertThat(other.line()).isEqualTo("here");
  }

  @Test
  void drainingWaitsForRunningTasksAndTakesNobodyNew() throws Exception {
    Bound bound = listen(options(100, 100, LONG), LONG);
    Client client = connect(bound);
    var started = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var done = new AtomicBoolean();
    door.accepted
        .remove()
        .run(() -> {
          started.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          done.set(true);
        });
    started.await();
    Thread drain = Thread.startVirtualThread(() -> netOf(bound).drain(Duration.ofSeconds(20)));
    await()
        .untilAsserted(() -> assertThatThrownBy(() -> open(bound)).isInstanceOf(IOException.class));
    assertThat(drain.isAlive()).isTrue();
    go.countDown();
    assertThat(client.line()).isNull();
    drain.join();
    assertThat(done).isTrue();
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    Bound bound = listen(options(100, 100, LONG), LONG);
    assertThatThrownBy(() -> netOf(bound).listen(spec(bound.port(), LONG), door))
        .isInstanceOf(BindException.class)
        .hasMessage("listener imap: 127.0.0.1:%d is already in use", bound.port());
  }

  @Test
  void plaintextLoginIsARuleOfTheConnection() throws Exception {
    for (PlaintextLogin rule : PlaintextLogin.values()) {
      NetOptions defaults = NetOptions.defaults();
      connect(
          listen(
              new NetOptions(
                  rule,
                  defaults.connections(),
                  defaults.connectionsPerAddress(),
                  defaults.beforeSignIn(),
                  defaults.signInDeadline()),
              LONG));
      Connection connection = door.accepted.remove();
      assertThat(connection.loopback()).isTrue();
      assertThat(connection.secure()).isFalse();
      assertThat(connection.loginAllowed()).isEqualTo(rule != PlaintextLogin.NEVER);
    }
  }

  private static NetOptions options(int connections, int beforeSignIn, Duration deadline) {
    return new NetOptions(PlaintextLogin.LOOPBACK, connections, 100, beforeSignIn, deadline);
  }

  private static ListenerSpec spec(int port, Duration idle) {
    return new ListenerSpec(
        "imap",
        new InetSocketAddress(LOOPBACK, port),
        TlsMode.PLAIN,
        true,
        idle,
        "too many\r\n".getBytes(US_ASCII));
  }

  private Bound listen(NetOptions options, Duration idle) throws BindException {
    Net net =
        Net.start(
            options,
            () -> {
              throw new IllegalStateException("no TLS here");
            });
    open.add(net);
    return net.listen(spec(0, idle), door);
  }

  // One Net for each test but the last, whose loop needs none of it.
  private Net netOf(Bound bound) {
    assertThat(bound.name()).isEqualTo("imap");
    return (Net) open.getFirst();
  }

  private Client connect(Bound bound) throws IOException {
    Client client = open(bound);
    assertThat(client.line()).isEqualTo("hello");
    return client;
  }

  private Client open(Bound bound) throws IOException {
    var client = new Client(new Socket(LOOPBACK, bound.port()));
    open.add(client);
    return client;
  }

  private record Client(Socket socket, BufferedReader in) implements AutoCloseable {
    Client(Socket socket) throws IOException {
      this(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)));
      socket.setSoTimeout(10_000);
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    @Nullable String line() throws IOException {
      return in.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
