package dev.postern.smtp.client;

import dev.postern.mailauth.dkim.Algorithm;
import dev.postern.mailauth.dkim.Signer;
import dev.postern.mailauth.dkim.SigningKey;
import dev.postern.outbound.Transport.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// How many mails of 4 KiB leave in a second to a hop that takes everything, such as `smtp-sink -c
/// 127.0.0.1:2525 1000`.
///
/// Arguments: port, connections at once, mails, `none`, `rsa`, `ed25519` or `both`. Prints one line
/// for each third of the run.
public final class RelaySpeed {
  private static final int SIZE = 4 << 10;

  private RelaySpeed() {}

  /// Runs it.
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int width = Integer.parseInt(arguments[1]);
    int mails = Integer.parseInt(arguments[2]);
    try (ClientStage stage = ClientStage.smarthost(port)) {
      stage.timeouts = Timeouts.standard();
      stage.signer = signer(arguments[3]);
      for (int round = 0; round < 3; round++) {
        System.out.println(round(stage, width, mails / 3));
      }
    }
  }

  private static String round(ClientStage stage, int width, int mails) throws Exception {
    AtomicInteger left = new AtomicInteger(mails);
    LongAdder taken = new LongAdder();
    CountDownLatch ended = new CountDownLatch(width);
    byte[] mail = mail();
    long start = System.nanoTime();
    for (int i = 0; i < width; i++) {
      Thread.ofVirtual()
          .start(() -> {
            while (left.getAndDecrement() > 0) {
              Outcome outcome = stage.send(mail, "bob@there.test").getFirst();
              if (outcome instanceof Outcome.Accepted) {
                taken.increment();
              } else {
                System.out.println(outcome);
              }
            }
            ended.countDown();
          });
    }
    ended.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    return String.format(
        Locale.ROOT,
        "%d of %d in %.2f s: %.0f mails/s",
        taken.sum(),
        mails,
        seconds,
        taken.sum() / seconds);
  }

  private static byte[] mail() {
    StringBuilder mail =
        new StringBuilder(
            "From: Ann <ann@here.test>\r\nTo: bob@there.test\r\nSubject: speed\r\n"
                + "Date: Mon, 23 Nov 2026 01:02:03 +0000\r\nMessage-ID: <1@here.test>\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n");
    while (mail.length() < SIZE) {
      mail.append("A line of text as people write them, of some seventy characters in all.\r\n");
    }
    return mail.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static MessageSigner signer(String which) {
    List<SigningKey> keys =
        switch (which) {
          case "rsa" -> List.of(key(Algorithm.RSA_SHA256));
          case "ed25519" -> List.of(key(Algorithm.ED25519_SHA256));
          case "both" -> List.of(key(Algorithm.RSA_SHA256), key(Algorithm.ED25519_SHA256));
          default -> List.of();
        };
    Signer signer = new Signer(_ -> keys, InstantSource.system(), Duration.ofDays(14));
    return (_, message) -> signer.sign(message);
  }

  private static SigningKey key(Algorithm algorithm) {
    return SigningKey.generate("here.test", "s1", algorithm);
  }
}
