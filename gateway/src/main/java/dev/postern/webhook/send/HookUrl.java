package dev.postern.webhook.send;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// A webhook's URL, read and not yet resolved.
record HookUrl(URI url) {
  static final int MAX_LENGTH = 2048;

  /// Reads a URL: absolute, `http` or `https`, ASCII, without a user name.
  ///
  /// @throws IOException with a text for the user if it is none
  static HookUrl of(String text) throws IOException {
    if (text.length() > MAX_LENGTH) {
      throw new IOException("url must have at most " + MAX_LENGTH + " characters");
    }
    URI url;
    try {
      url = new URI(text).parseServerAuthority();
    } catch (URISyntaxException e) {
      throw new IOException("not a url", e);
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean ascii = text.chars().allMatch(c -> c > ' ' && c < 127);
    boolean web = scheme.equals("http") || scheme.equals("https");
    boolean port = url.getPort() == -1 || (url.getPort() > 0 && url.getPort() < 65536);
    if (!ascii || !web || !port || url.getHost() == null) {
      throw new IOException("url must be an absolute http or https url");
    }
    if (url.getRawUserInfo() != null) {
      throw new IOException("url must not hold a user name");
    }
    return new HookUrl(url);
  }

  boolean isTls() {
    return url.getScheme().equalsIgnoreCase("https");
  }

  String host() {
    return url.getHost();
  }

  int port() {
    return url.getPort() >= 0 ? url.getPort() : isTls() ? 443 : 80;
  }

  String authority() {
    return url.getRawAuthority();
  }

  /// Returns what connections can be shared by.
  String origin() {
    return (isTls() ? "https://" : "http://") + host().toLowerCase(Locale.ROOT) + ":" + port();
  }

  /// Returns the request target, such as `/hook?x=1`.
  String path() {
    String path = url.getRawPath();
    String query = url.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  /// Returns the request target with one more parameter.
  String pathWith(String parameter) {
    String path = path();
    return path + (path.indexOf('?') < 0 ? "?" : "&") + parameter;
  }
}
