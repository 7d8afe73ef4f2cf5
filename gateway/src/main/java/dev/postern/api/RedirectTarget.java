package dev.postern.api;

import dev.postern.auth.RedirectUriStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Where a browser may be sent with a code.
record RedirectTarget(URI uri) {
  private static final int MOST_CHARACTERS = 2048;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  /// Reads an absolute URI that an application may have: of the web, or of an app's own scheme,
  /// which has a dot in it (RFC 8252 section 7.1). Empty for anything else, and with a fragment or
  /// a user.
  static Optional<RedirectTarget> parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    boolean web = isWeb(scheme);
    boolean fits =
        text.length() <= MOST_CHARACTERS
            && text.chars().allMatch(c -> c > ' ' && c < 127)
            && uri.getRawFragment() == null
            && uri.getRawUserInfo() == null
            && (web ? uri.getHost() != null : scheme.indexOf('.') > 0);
    return fits ? Optional.of(new RedirectTarget(uri)) : Optional.empty();
  }

  /// Returns the target that `text` is for an application: one that it has registered, or on the
  /// machine of the person who signs in (RFC 8252 section 7.3).
  static Optional<RedirectTarget> of(String text, UUID application, RedirectUriStore store) {
    return parse(text)
        .filter(target ->
            target.isLoopback()
                || store.of(application).stream()
                    .anyMatch(registered -> registered.url().equals(text)));
  }

  private static boolean isWeb(String scheme) {
    return scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
  }

  private boolean isLoopback() {
    return uri.getScheme().equalsIgnoreCase("http")
        && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
  }

  /// Returns what a Content-Security-Policy calls this target. It has no name for an address of IP
  /// version 6, and not every browser finds a host in an app's own scheme.
  String source() {
    String host = uri.getHost();
    boolean named = host != null && !host.startsWith("[") && isWeb(uri.getScheme());
    if (!named) {
      return uri.getScheme() + ":";
    }
    return uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  /// Returns the target with more parameters, which must be encoded.
  String with(String parameters) {
    String text = uri.toString();
    String join = uri.getRawQuery() == null ? "?" : uri.getRawQuery().isEmpty() ? "" : "&";
    return text + join + parameters;
  }
}
