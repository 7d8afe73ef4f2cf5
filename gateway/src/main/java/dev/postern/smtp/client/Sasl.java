package dev.postern.smtp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Signs in to a hop (RFC 4954) by the best of the mechanisms it offers that we have.
final class Sasl {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MAX_ITERATIONS = 1_000_000;

  private final HopSocket socket;
  private final Login login;
  private final Duration within;

  Sasl(HopSocket socket, Login login, Duration within) {
    this.socket = socket;
    this.login = login;
    this.within = within;
  }

  /// Signs in.
  ///
  /// @throws HopFailure if the hop refuses, or has no mechanism that we have
  void signIn(Set<String> mechanisms) throws IOException, HopFailure {
    HopReply reply;
    if (mechanisms.contains("SCRAM-SHA-256")) {
      reply = scram();
    } else if (mechanisms.contains("PLAIN")) {
      reply = socket.command("AUTH PLAIN " + plain(), within);
    } else if (mechanisms.contains("LOGIN")) {
      reply = expect334(socket.command("AUTH LOGIN", within));
      reply = expect334(socket.command(base64(login.user()), within));
      reply = socket.command(base64(login.password().value()), within);
    } else {
      throw new HopFailure("451 4.7.0 the hop offers no way to sign in that is known here");
    }
    if (reply.code() != 235) {
      throw refused(reply);
    }
  }

  private String plain() {
    return base64("\0" + login.user() + "\0" + login.password().value());
  }

  private HopReply expect334(HopReply reply) throws HopFailure {
    if (reply.code() != 334) {
      throw refused(reply);
    }
    return reply;
  }

  // Whatever is wrong with the sign-in, it is no fault of the mail: it waits.
  private HopFailure refused(HopReply reply) {
    return new HopFailure("451 4.7.0 sign-in refused: " + withoutSecrets(reply.text()));
  }

  // Some repeat the line that they do not like, and what they say is shown to whoever sent the
  // mail.
  private String withoutSecrets(String text) {
    String clean = text;
    String password = login.password().value();
    for (String secret : List.of(plain(), base64(password), password)) {
      clean = secret.isEmpty() ? clean : clean.replace(secret, "(secret)");
    }
    return clean;
  }

  // RFC 5802 section 3, without channel binding.
  private HopReply scram() throws IOException, HopFailure {
    byte[] random = new byte[18];
    RANDOM.nextBytes(random);
    String nonce = Base64.getEncoder().encodeToString(random);
    String user = login.user().replace("=", "=3D").replace(",", "=2C");
    String bare = "n=" + user + ",r=" + nonce;
    String challenge =
        challenge(expect334(socket.command("AUTH SCRAM-SHA-256 " + base64("n,," + bare), within)));
    Map<String, String> fields = fields(challenge);
    String both = fields.getOrDefault("r", "");
    int iterations = number(fields.getOrDefault("i", ""));
    if (!both.startsWith(nonce) || iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new HopFailure("451 4.7.0 the hop's SCRAM challenge is invalid");
    }
    byte[] salted = salted(decoded(fields.getOrDefault("s", "")), iterations);
    String last = "c=biws,r=" + both;
    String exchanged = bare + "," + challenge + "," + last;
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] proof = hmac(sha256(clientKey), exchanged);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    HopReply reply = socket.command(base64(last + ",p=" + base64(proof)), within);
    String verifier = base64(hmac(hmac(salted, "Server Key"), exchanged));
    if (reply.code() == 334) {
      requireServer(challenge(reply), verifier);
      return socket.command("", within);
    }
    if (reply.code() == 235) {
      // Some put their proof into the text of the last reply.
      String text = reply.lines().getLast().strip();
      requireServer(utf8(decoded(text.substring(text.lastIndexOf(' ') + 1))), verifier);
    }
    return reply;
  }

  private static void requireServer(String last, String verifier) throws HopFailure {
    byte[] said = fields(last).getOrDefault("v", "").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(said, verifier.getBytes(StandardCharsets.UTF_8))) {
      throw new HopFailure("451 4.7.0 the hop does not prove that it knows the password");
    }
  }

  private static String challenge(HopReply reply) throws HopFailure {
    return utf8(decoded(reply.lines().getFirst().strip()));
  }

  private static String utf8(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }

  private static Map<String, String> fields(String message) {
    Map<String, String> fields = new HashMap<>();
    for (String field : message.split(",", -1)) {
      if (field.length() > 1 && field.charAt(1) == '=') {
        fields.putIfAbsent(field.substring(0, 1), field.substring(2));
      }
    }
    return fields;
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  private static byte[] decoded(String base64) throws HopFailure {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw new HopFailure("451 4.7.0 the hop's challenge is no base64");
    }
  }

  private byte[] salted(byte[] salt, int iterations) throws HopFailure {
    if (salt.length == 0) {
      throw new HopFailure("451 4.7.0 the hop's SCRAM challenge is invalid");
    }
    try {
      char[] password = login.password().value().toCharArray();
      var spec = new PBEKeySpec(password, salt, iterations, 256);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no PBKDF2", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
