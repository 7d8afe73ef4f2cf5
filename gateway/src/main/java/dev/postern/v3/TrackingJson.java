package dev.postern.v3;

import dev.postern.delivery.TrackingOptions;
import java.util.Optional;
import java.util.regex.Pattern;

/// The tracking options of a message as the wire shows them (spec/api-data.md sections 2.1, 2.6).
public final class TrackingJson {
  private static final int MAX_LABEL = 2048;
  private static final Pattern DOMAIN =
      Pattern.compile("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");

  private TrackingJson() {}

  /// Reads the member `tracking_options`.
  ///
  /// @return empty if it is absent
  /// @throws dev.postern.fault.GatewayException with SYNTAX and the member's name
  public static Optional<TrackingOptions> read(JsonBody json) {
    return json.object("tracking_options").map(TrackingJson::options);
  }

  private static TrackingOptions options(JsonBody json) {
    String label = json.text("label").orElse("");
    if (label.length() > MAX_LABEL) {
      throw json.refusal("label", "must have at most " + MAX_LABEL + " characters");
    }
    Optional<String> domain = json.text("domain_name");
    if (domain.isPresent() && !isDomain(domain.get())) {
      throw json.refusal("domain_name", "must be a host name of 1 to 253 characters");
    }
    return new TrackingOptions(
        json.flag("opens").orElse(false),
        json.flag("links").orElse(false),
        json.flag("thread_replies").orElse(false),
        label,
        domain.orElse(""));
  }

  private static boolean isDomain(String text) {
    return text.length() <= 253 && DOMAIN.matcher(text).matches();
  }

  /// Writes options.
  public static JsonObject of(TrackingOptions options) {
    return new JsonObject()
        .put("opens", options.opens())
        .put("links", options.links())
        .put("thread_replies", options.threadReplies())
        .put("label", options.label())
        .put("domain_name", Optional.of(options.domainName()).filter(name -> !name.isEmpty()));
  }
}
