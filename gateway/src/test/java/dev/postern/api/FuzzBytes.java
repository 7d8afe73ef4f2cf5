package dev.postern.api;

import dev.postern.contract.Document.Operation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Writes requests in the ways in which clients write them, and in ways in which none should.
final class FuzzBytes {
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

  private final String otherKey;
  private final RandomGenerator random;

  FuzzBytes(String otherKey, RandomGenerator random) {
    this.otherKey = otherKey;
    this.random = random;
  }

  /// Returns a text percent-encoded, sometimes more than is needed.
  ///
  /// @param form whether a space may be a plus sign
  String encoded(String text, boolean form) {
    boolean all = random.nextInt(20) == 0;
    boolean lower = random.nextBoolean();
    StringBuilder encoded = new StringBuilder();
    for (byte octet : octets(text)) {
      char c = (char) (octet & 0xff);
      if (!all && PLAIN.indexOf(c) >= 0) {
        encoded.append(c);
      } else if (form && c == ' ' && random.nextBoolean()) {
        encoded.append('+');
      } else {
        encoded.append(String.format(lower ? "%%%02x" : "%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }

  // Halves of surrogate pairs as three octets each, which no decoder should take.
  private static byte[] octets(String text) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    text.codePoints()
        .forEach(c -> {
          if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            octets.write(0xe0 | (c >> 12));
            octets.write(0x80 | ((c >> 6) & 0x3f));
            octets.write(0x80 | (c & 0x3f));
          } else {
            octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
          }
        });
    return octets.toByteArray();
  }

  /// Returns a target with what some clients write, or none.
  String odd(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark);
    return switch (random.nextInt(12)) {
      case 0 -> "/" + target;
      case 1 -> path + "/" + query;
      case 2 -> path.replace("/", "//") + query;
      case 3 -> target + (query.isEmpty() ? "?" : "&") + "limit=1&limit=2";
      case 4 -> target + (query.isEmpty() ? "?" : "&") + "&&=&=x&limit";
      case 5 -> target + (query.isEmpty() ? "?%zz" : "%");
      case 6 -> target + "%ff";
      case 7 -> path + "/../" + query;
      case 8 -> "http://127.0.0.1" + target;
      default -> target;
    };
  }

  /// Returns a body, spoiled in some way or not.
  byte[] spoiled(byte[] body) {
    return switch (random.nextInt(12)) {
      case 0 -> new byte[0];
      case 1 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
      case 2 -> ascii("[".repeat(random.nextInt(1, 20_000)));
      case 3 -> ascii("{\"a\":".repeat(random.nextInt(1, 5_000)));
      case 4 -> joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, body);
      case 5 -> joined(body, ascii("x"));
      case 6 -> ascii("{\"limit\":NaN,\"name\":Infinity,\"subject\":1e999}");
      case 7 -> flipped(body);
      default -> body;
    };
  }

  private byte[] flipped(byte[] body) {
    byte[] flipped = body.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
    }
    return flipped;
  }

  /// Returns a request for this target with a body in one of the usual forms.
  RawRequest framed(Operation operation, String target, Optional<byte[]> body) {
    List<String> headers = new ArrayList<>();
    headers.add("Host: 127.0.0.1");
    headers.add("Authorization: Bearer " + ApiStage.KEY);
    if (body.isEmpty()) {
      return new RawRequest(operation.method(), target, headers, new byte[0]);
    }
    byte[] text = body.get();
    boolean form = operation.body("multipart/form-data").isPresent() && random.nextInt(4) == 0;
    if (form) {
      headers.add("Content-Type: multipart/form-data; boundary=xYx");
      text = form(text);
    } else if (random.nextInt(10) > 0) {
      headers.add("Content-Type: application/json");
    }
    return random.nextInt(4) == 0
        ? RawRequest.chunked(
            operation.method(), target, headers, text, random.nextInt(1, text.length + 2))
        : RawRequest.sized(operation.method(), target, headers, text);
  }

  private byte[] form(byte[] json) {
    String name =
        switch (random.nextInt(3)) {
          case 0 -> "name=\"message\"";
          case 1 -> "name=\"message\"; filename=\"\"\r\nContent-Type: application/json";
          default -> "name=message";
        };
    byte[] head = ascii("--xYx\r\nContent-Disposition: form-data; " + name + "\r\n\r\n");
    byte[] file =
        ascii(
            "\r\n--xYx\r\nContent-Disposition: form-data; name=\"file0\"; filename=\"a\"\r\n"
                + "Content-Type: text/plain\r\n\r\nhello\r\n--xYx--\r\n");
    return joined(joined(head, json), file);
  }

  /// Returns a request whose head is broken in some way, or is not.
  RawRequest broken(RawRequest request) {
    List<String> headers = new ArrayList<>(request.headers());
    String method = request.method();
    switch (random.nextInt(30)) {
      case 0 -> headers.remove(1);
      case 1 -> headers.set(1, "Authorization: Bearer wrong");
      case 2 -> headers.set(1, "Authorization: Basic " + ApiStage.KEY);
      case 3 -> headers.set(1, "Authorization: Bearer " + otherKey);
      case 4 -> headers.set(0, "Host: a\r\nHost: b");
      case 5 -> headers.add("Origin: https://evil.test");
      case 6 -> headers.add("Accept-Encoding: identity;q=0");
      case 7 -> headers.add("Idempotency-Key: " + "k".repeat(random.nextInt(1, 400)));
      case 8 -> headers.add("Content-Type: text/plain; charset=utf-16");
      case 9 -> headers.add("X-Long: " + "x".repeat(random.nextInt(1, 40_000)));
      case 10 -> headers.add("Content-Type: multipart/form-data");
      case 11 -> headers.add("If-None-Match: *");
      case 12 -> headers.add("X-Forwarded-For: 1.2.3.4");
      case 13 -> method = List.of("HEAD", "OPTIONS", "TRACE", "get", "FOO").get(random.nextInt(5));
      case 14 -> {
        headers.removeIf(line -> line.startsWith("Content-Length") || line.startsWith("Transfer"));
        headers.add("Content-Length: " + List.of("-1", "x", "99999999999").get(random.nextInt(3)));
        return new RawRequest(method, request.target(), headers, new byte[0]);
      }
      case 15 -> {
        headers.removeIf(line -> line.startsWith("Content-Length") || line.startsWith("Transfer"));
        headers.add("Transfer-Encoding: chunked");
        return new RawRequest(method, request.target(), headers, ascii("zz\r\nabc\r\n0\r\n\r\n"));
      }
      default -> {
        // As it is.
      }
    }
    return new RawRequest(method, request.target(), headers, request.body());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
