package dev.postern.api;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The page on which a person signs in: one form, with nothing from elsewhere, which no other page
/// may show in a frame.
final class SignInPage {
  private static final String STYLE =
      """
      body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c1e21}
      main{max-width:22rem;margin:12vh auto 0;padding:2rem;background:#fff;border:1px solid #d9dce1;\
      border-radius:8px}
      h1{font-size:1.3rem;margin:0 0 1rem}
      label{display:block;margin:1rem 0 0}
      input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid #8a9099;\
      border-radius:4px}
      button{margin:1.5rem 0 0;width:100%;font:inherit;padding:.6rem;border:0;border-radius:4px;\
      background:#1f5fbf;color:#fff}
      [role=alert]{color:#a11}
      @media(prefers-color-scheme:dark){body{background:#16181c;color:#e8eaed}\
      main{background:#202328;border-color:#3a3f47}[role=alert]{color:#ff8a80}}
      """;

  private static final String STYLE_HASH = hash(STYLE);

  private SignInPage() {}

  /// Makes the page.
  ///
  /// @param csrf what the form must bring back
  /// @param email what stands in the form
  /// @param alert what went wrong before
  static Response of(
      int status, SignInRequest asked, String csrf, String email, Optional<String> alert) {
    String told = alert.map(text -> "<p role=\"alert\">" + escaped(text) + "</p>\n").orElse("");
    String where = asked.target().source();
    String html =
        html(escaped(asked.application().title()), escaped(where), told, csrf, escaped(email));
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        "content-security-policy",
        "default-src 'none'; style-src '"
            + STYLE_HASH
            + "'; form-action 'self' "
            + where
            + "; frame-ancestors 'none'; base-uri 'none'");
    headers.put("x-frame-options", "DENY");
    // With no referrer at all the browser would send a null Origin, which is refused.
    headers.put("referrer-policy", "same-origin");
    return new Response(
        status,
        headers,
        new Response.Stream(
            "text/html; charset=utf-8", bytes.length, new ByteArrayInputStream(bytes)));
  }

  private static String html(
      String application, String where, String told, String csrf, String email) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sign in</title>
    <style>%s</style>
    </head>
    <body>
    <main>
    <h1>Sign in</h1>
    <p><b>%s</b> asks to read, change and send the mail of your mailbox. You then go on to
    <b>%s</b>.</p>
    %s<form method="post">
    <input type="hidden" name="csrf" value="%s">
    <label>Address <input name="email" value="%s" autocomplete="username" required></label>
    <label>App password <input name="app_password" type="password"
    autocomplete="current-password" required></label>
    <button>Sign in</button>
    </form>
    </main>
    </body>
    </html>
    """
        .formatted(STYLE, application, where, told, csrf, email);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String hash(String style) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
