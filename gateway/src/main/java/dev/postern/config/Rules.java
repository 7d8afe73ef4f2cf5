package dev.postern.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What must hold between keys.
final class Rules {
  private final Map<String, Setting> settings;
  private final List<String> broken = new ArrayList<>();

  private Rules(Map<String, Setting> settings) {
    this.settings = settings;
  }

  /// Returns one line for each rule that `config` breaks.
  static List<String> broken(Config config, Map<String, Setting> settings) {
    var rules = new Rules(settings);
    rules.http(config);
    rules.certificate(config.tls());
    rules.smarthost(config);
    rules.routes(config);
    return rules.broken;
  }

  private void http(Config config) {
    Optional<Endpoint> api = config.listeners().api();
    if (api.isPresent() && !api.get().loopback() && !config.security().allowHttp()) {
      broken(
          Keys.API,
          "the API is plain http and "
              + api.get()
              + " is no loopback address: put a TLS proxy in front of a loopback address, or set"
              + " security.allow-http");
    }
  }

  private void certificate(Config.Tls tls) {
    if (tls.certificate().isPresent() != tls.key().isPresent()) {
      broken(
          tls.certificate().isPresent() ? Keys.TLS_CERTIFICATE : Keys.TLS_KEY,
          "tls.certificate and tls.key go together");
    }
    tls.certificate().ifPresent(path -> readable(Keys.TLS_CERTIFICATE, path));
    tls.key().ifPresent(path -> readable(Keys.TLS_KEY, path));
  }

  private void readable(Key<?> key, Path path) {
    if (!Files.isReadable(path)) {
      broken(key, path + " cannot be read");
    }
  }

  private void smarthost(Config config) {
    boolean named = config.smarthost().isPresent();
    for (Key<?> key : List.of(Keys.SMARTHOST_USERNAME, Keys.SMARTHOST_PASSWORD)) {
      if (!named && settings.containsKey(key.name())) {
        broken(key, "needs smarthost.host");
      }
    }
    config
        .smarthost()
        .filter(host -> host.username().isPresent() != host.password().isPresent())
        .ifPresent(
            _ -> broken(Keys.SMARTHOST_USERNAME, "smarthost.username and .password go together"));
  }

  private void routes(Config config) {
    config
        .routes()
        .forEach((name, route) -> {
          RouteKeys keys = RouteKeys.of(name);
          Config.Smarthost hop = route.hop();
          Key<?> given =
              keys.all().stream()
                  .filter(key -> settings.containsKey(key.name()))
                  .findFirst()
                  .orElse(keys.host());
          if (hop.host().isEmpty()) {
            broken(given, "needs " + keys.host().name());
          }
          if (hop.username().isPresent() != hop.password().isPresent()) {
            broken(given, "username and password of a route go together");
          }
        });
  }

  private void broken(Key<?> key, String what) {
    Setting setting = settings.get(key.name());
    String origin = setting == null ? "default" : setting.origin();
    broken.add(origin + ": " + key.name() + ": " + what);
  }
}
