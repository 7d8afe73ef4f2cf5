package dev.postern.webhook.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/// A webhook URL whose host was resolved and checked: connections go to these addresses, so that a
/// second look-up cannot lead elsewhere.
///
/// @param addresses at least one
record HookTarget(URI url, List<InetAddress> addresses) {
  /// Reads and resolves a URL.
  ///
  /// @param allowPrivate whether addresses that are not of the public internet may be targets;
  ///   plain http is for those only
  /// @throws IOException with a text for the user if it is no target
  static HookTarget of(String text, boolean allowPrivate) throws IOException {
    URI url = parse(text);
    List<InetAddress> addresses = List.of(InetAddress.getAllByName(url.getHost()));
    boolean anyPrivate = addresses.stream().anyMatch(PrivateAddress::is);
    boolean allPrivate = addresses.stream().allMatch(PrivateAddress::is);
    if (anyPrivate && !allowPrivate) {
      throw new IOException("address of " + url.getHost() + " is not public");
    }
    if (!isTls(url) && !allPrivate) {
      throw new IOException("url must be https");
    }
    return new HookTarget(url, addresses);
  }

  /// Says whether a text can be a webhook's URL at all.
  static boolean isUrl(String text) {
    try {
      parse(text);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  boolean isTls() {
    return isTls(url);
  }

  int port() {
    return url.getPort() >= 0 ? url.getPort() : isTls() ? 443 : 80;
  }

  /// Returns the request target, such as `/hook?x=1`.
  String path() {
    String path = url.getRawPath();
    String query = url.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  private static boolean isTls(URI url) {
    return url.getScheme().equalsIgnoreCase("https");
  }

  private static URI parse(String text) throws IOException {
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
    return url;
  }
}
