package dev.postern.api;

import dev.postern.auth.Application.Branding;
import dev.postern.v3.JsonBody;
import java.util.Locale;
import java.util.Optional;

/// What a PATCH of an application changes (spec/api-admin.md section 3.2): `name`, which is also in
/// `branding`, and the rest of `branding`. What is not named stays; an empty text unsets it.
final class BrandingPatch {
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_DESCRIPTION = 2048;

  private BrandingPatch() {}

  /// Returns the branding changed.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX and the member's name
  static Branding of(JsonBody body, Branding old) {
    Optional<JsonBody> branding = body.object("branding");
    Optional<String> outer = name(body);
    Optional<String> inner = branding.flatMap(BrandingPatch::name);
    if (outer.isPresent() && inner.isPresent() && !outer.equals(inner)) {
      throw body.refusal("name", "must be branding.name if both are given");
    }
    return new Branding(
        inner.or(() -> outer).orElse(old.name()),
        branding.flatMap(given -> url(given, "icon_url")).orElse(old.iconUrl()),
        branding.flatMap(given -> url(given, "website_url")).orElse(old.websiteUrl()),
        branding
            .flatMap(given -> text(given, "description", LONGEST_DESCRIPTION))
            .orElse(old.description()));
  }

  private static Optional<String> name(JsonBody body) {
    Optional<String> name = text(body, "name", LONGEST_NAME);
    if (name.filter(String::isBlank).isPresent()) {
      throw body.refusal("name", "must not be empty");
    }
    return name;
  }

  private static Optional<String> text(JsonBody body, String member, int longest) {
    Optional<String> text = body.text(member);
    if (text.filter(t -> t.length() > longest || t.chars().anyMatch(Character::isISOControl))
        .isPresent()) {
      throw body.refusal(
          member, "must have at most " + longest + " characters, and none that controls");
    }
    return text;
  }

  private static Optional<String> url(JsonBody body, String member) {
    Optional<String> url = body.text(member);
    if (url.filter(text -> !text.isEmpty() && !isWeb(text)).isPresent()) {
      throw body.refusal(member, "must be an http or https URL of at most 2048 characters");
    }
    return url;
  }

  private static boolean isWeb(String text) {
    return RedirectTarget.parse(text).isPresent()
        && text.toLowerCase(Locale.ROOT).startsWith("http");
  }
}
