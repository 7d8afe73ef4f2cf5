package dev.postern.api;

import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The parameters of an OAuth request: members of a JSON object, as the SDKs send them, or fields
/// of a form, as RFC 6749 has it. An empty one counts as absent.
final class OAuthForm {
  private final Function<String, Optional<String>> values;

  private OAuthForm(Function<String, Optional<String>> values) {
    this.values = values;
  }

  /// Reads the body.
  ///
  /// @param max octets
  static OAuthForm of(Request request, int max) {
    if (request.mediaType().equals("application/x-www-form-urlencoded")) {
      return of(fields(request, max));
    }
    JsonBody body = request.json(max);
    return new OAuthForm(name -> body.text(name).filter(text -> !text.isEmpty()));
  }

  /// Takes parameters that are fields of a form or of the query.
  static OAuthForm of(Query fields) {
    return new OAuthForm(name -> {
      List<String> given = fields.values().getOrDefault(name, List.of());
      if (given.size() > 1) {
        throw OAuthProblem.wrongRequest(name + " is given twice");
      }
      return given.stream().findFirst();
    });
  }

  /// Reads the body as the fields of a form.
  static Query fields(Request request, int max) {
    try {
      byte[] text = request.body().open(max).readAllBytes();
      return Query.parse(new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<String> text(String name) {
    return values.apply(name);
  }

  /// Returns a parameter.
  ///
  /// @throws OAuthProblem if it is not there
  String required(String name) {
    return text(name).orElseThrow(() -> OAuthProblem.wrongRequest(name + " is required"));
  }
}
