package dev.postern.conformance.transcript;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/// What a transcript knows of an agent, as octets: `<name>` is its address, `<name-local>` what
/// stands before the @, `<name-upper>` and `<name-decomposed>` the address written otherwise,
/// `<name-base64>` and `<name-plain>` what SASL makes of it, `<name-grant>` its id in the API.
final class Names {
  private Names() {}

  static Map<String, String> of(String name, String address, String grant, String password) {
    String octets = octets(address);
    return Map.of(
        name,
        octets,
        name + "-local",
        octets.substring(0, octets.indexOf('@')),
        name + "-upper",
        octets(address.toUpperCase(Locale.ROOT)),
        name + "-decomposed",
        octets(Normalizer.normalize(address, Normalizer.Form.NFD)),
        name + "-base64",
        base64(octets),
        name + "-plain",
        base64("\0" + octets + "\0" + octets(password)),
        name + "-grant",
        grant);
  }

  private static String octets(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// Encodes characters that are octets.
  static String base64(String octets) {
    return Base64.getEncoder().encodeToString(octets.getBytes(StandardCharsets.ISO_8859_1));
  }
}
