package dev.postern.api;

import dev.postern.v3.ApiDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The description of the API as an OpenAPI 3.1 document. It is the same for everybody and is made
/// when it is first asked for; a client that has it is told so.
final class OpenApiRoute {
  /// Each but the first has the paths and schemas of one resource.
  private static final List<String> PARTS =
      List.of(
          "openapi.yaml",
          "openapi/server.yaml",
          "openapi/applications.yaml",
          "openapi/domains.yaml",
          "openapi/connect.yaml",
          "openapi/workspaces.yaml",
          "openapi/grants.yaml",
          "openapi/messages.yaml",
          "openapi/events.yaml",
          "openapi/sending.yaml",
          "openapi/devices.yaml",
          "openapi/service-accounts.yaml",
          "openapi/suppressions.yaml",
          "openapi/queue.yaml",
          "openapi/approvals.yaml",
          "openapi/tracking.yaml",
          "openapi/drafts.yaml",
          "openapi/threads.yaml",
          "openapi/folders.yaml",
          "openapi/attachments.yaml",
          "openapi/transfer.yaml",
          "openapi/policies.yaml",
          "openapi/rules.yaml",
          "openapi/lists.yaml",
          "openapi/evaluations.yaml",
          "openapi/webhooks.yaml");

  private OpenApiRoute() {}

  static Response answer(Request request) {
    Map<String, String> headers = Map.of("etag", Made.TAG, "cache-control", "public, no-cache");
    boolean known = request.header("if-none-match").filter(OpenApiRoute::names).isPresent();
    return new Response(
        known ? 304 : 200, headers, new Response.Json(known ? new byte[0] : Made.TEXT));
  }

  // RFC 9110 section 13.1.2; the tag is weak, as the same text may go out compressed.
  private static boolean names(String tags) {
    return tags.strip().equals("*")
        || Stream.of(tags.split(",", -1)).map(String::strip).anyMatch(Made.TAG::equals);
  }

  private static final class Made {
    static final byte[] TEXT =
        ApiDocument.of(PARTS.stream().map(OpenApiRoute::resource).toList()).bytes();
    static final String TAG = "W/\"" + digest(TEXT) + "\"";
  }

  private static String resource(String name) {
    try (InputStream in = OpenApiRoute.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
