package dev.postern.smtp.client;

import static dev.postern.smtp.client.ClientStage.MAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.outbound.Transport.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How we sign in to a smarthost.
class SignInTest {
  private FakeHop hop;
  private ClientStage stage;

  @BeforeEach
  void start() throws IOException {
    hop = new FakeHop();
    stage = withLogin(hop.port());
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
    hop.close();
  }

  private static ClientStage withLogin(int port) {
    return ClientStage.smarthost(port)
        .set("smarthost.username", "user")
        .set("smarthost.password", "pencil");
  }

  private Outcome send() {
    return stage.send(MAIL, "b@x.test").getFirst();
  }

  @Test
  void plainIsOneLine() {
    hop.offer("AUTH LOGIN PLAIN").answer("AUTH", "235 2.7.0 welcome");
    assertThat(send()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.said("AUTH")).containsExactly("AUTH PLAIN " + base64("\0user\0pencil"));
  }

  @Test
  void whoeverRepeatsThePasswordIsNotQuoted() {
    hop.offer("AUTH PLAIN");
    hop.answer("AUTH", "500 what is AUTH PLAIN " + base64("\0user\0pencil") + " pencil?");
    assertThat(send().diagnostic()).endsWith("500 what is AUTH PLAIN (secret) (secret)?");
  }

  @Test
  void loginIsThreeLines() {
    hop.offer("AUTH=LOGIN").answer("AUTH", "334 VXNlcm5hbWU6");
    hop.answer(base64("user"), "334 UGFzc3dvcmQ6").answer(base64("pencil"), "235 2.7.0 welcome");
    assertThat(send()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.lines)
        .containsSubsequence("AUTH LOGIN", base64("user"), base64("pencil"), "DATA");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTH PLAIN, 535 5.7.8 no",
    "AUTH PLAIN, 454 4.7.0 later",
    "AUTH PLAIN, (close)",
    "AUTH LOGIN, 504 5.5.4 no",
    "AUTH SCRAM-SHA-256, 334 !!!",
    "AUTH SCRAM-SHA-256, 334 cj1hLHM9YixpPTE=",
    "AUTH GSSAPI, 235 welcome",
  })
  void whoeverIsNotLetInWaits(String offered, String answer) {
    hop.offer(offered).answer("AUTH", answer);
    assertThat(send())
        .isInstanceOfSatisfying(
            Outcome.Unreachable.class,
            late -> assertThat(late.diagnostic()).startsWith("4").doesNotContain("pencil"));
    assertThat(hop.said("MAIL")).isEmpty();
  }

  /// A server that knows the password, and one that only pretends to.
  @ParameterizedTest
  @CsvSource({"pencil, true, true", "pencil, false, true", "ink, true, false", "ink, false, false"})
  void scramProvesBothSides(String known, boolean third, boolean taken) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> scram(server, known, third));
      try (ClientStage from = withLogin(server.getLocalPort())) {
        assertThat(from.send(MAIL, "b@x.test").getFirst() instanceof Outcome.Accepted)
            .isEqualTo(taken);
      }
    }
  }

  // RFC 5802 section 3, the server's side; whatever proof it gets is fine with it.
  private static void scram(ServerSocket server, String password, boolean third) {
    try (Socket client = server.accept()) {
      var in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      var out = new PrintStream(client.getOutputStream(), true, StandardCharsets.US_ASCII);
      out.print("220 x\r\n");
      in.readLine();
      out.print("250-x\r\n250 AUTH SCRAM-SHA-256 PLAIN\r\n");
      String first = text(in.readLine().substring("AUTH SCRAM-SHA-256 ".length()));
      String bare = first.substring(3);
      String nonce = bare.substring(bare.indexOf(",r=") + 3) + "server";
      String challenge = "r=" + nonce + ",s=" + base64("salt") + ",i=4096";
      out.print("334 " + base64(challenge) + "\r\n");
      String last = text(in.readLine());
      String exchanged = bare + "," + challenge + "," + last.substring(0, last.indexOf(",p="));
      var spec =
          new PBEKeySpec(
              password.toCharArray(), "salt".getBytes(StandardCharsets.US_ASCII), 4096, 256);
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      byte[] signature = hmac(hmac(salted, "Server Key"), exchanged);
      String proof = base64("v=" + Base64.getEncoder().encodeToString(signature));
      if (third) {
        out.print("334 " + proof + "\r\n");
        in.readLine();
        out.print("235 2.7.0 welcome\r\n");
      } else {
        out.print("235 2.7.0 " + proof + "\r\n");
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("DATA")) {
          out.print("354 go\r\n");
          while (!in.readLine().equals(".")) {
            // takes it
          }
        }
        out.print("250 OK\r\n");
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
