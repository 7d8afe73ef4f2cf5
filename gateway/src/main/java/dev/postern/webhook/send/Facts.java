package dev.postern.webhook.send;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The facts of a report as one line of text, in the manner of a form: `a=1&b=two+words`.
final class Facts {
  private Facts() {}

  static String text(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(fact -> encoded(fact.getKey()) + "=" + encoded(fact.getValue()))
        .collect(Collectors.joining("&"));
  }

  static Map<String, String> of(String text) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        facts.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return facts;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
