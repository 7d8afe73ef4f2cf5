package dev.postern.v3;

import dev.postern.mailauth.Check;
import dev.postern.mailbox.Verdict;
import java.util.List;

/// What was found out about a message from another server, as its member `authentication`: in no
/// published shape, so that developers need not verify again what was verified when it came.
final class VerdictJson {
  private static final List<String> SINGLE = List.of("spf", "dmarc", "arc", "iprev");

  private VerdictJson() {}

  static JsonObject of(Verdict verdict) {
    JsonObject json = new JsonObject();
    for (String method : SINGLE) {
      checks(verdict, method).stream().findFirst().ifPresent(check -> json.put(method, check));
    }
    return json.putObjects("dkim", checks(verdict, "dkim"))
        .put(
            "spam",
            new JsonObject()
                .putDecimal("score", Math.round(verdict.score() * 10) / 10.0)
                .put("junk", verdict.junk())
                .putTexts("reasons", verdict.reasons()));
  }

  private static List<JsonObject> checks(Verdict verdict, String method) {
    return verdict.checks().stream()
        .filter(check -> check.method().equals(method))
        .map(VerdictJson::of)
        .toList();
  }

  private static JsonObject of(Check check) {
    JsonObject json = new JsonObject().put("result", check.result());
    if (!check.reason().isEmpty()) {
      json.put("reason", check.reason());
    }
    check.properties().forEach((name, value) -> json.put(member(name), value));
    return json;
  }

  // `header.oldest-pass` is `header_oldest_pass`: a name that languages take as it is.
  private static String member(String property) {
    return property.replace('.', '_').replace('-', '_');
  }
}
