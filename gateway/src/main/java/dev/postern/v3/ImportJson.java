package dev.postern.v3;

import dev.postern.delivery.Imports.Outcome;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.SystemFlag;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Messages that are imported, as the API names them.
public final class ImportJson {
  private static final int LONGEST_NAME = 4096;
  private static final int LONGEST_KEY = 200;
  private static final int MAX_FLAGS = 100;

  private ImportJson() {}

  /// What stands before a message's bytes.
  ///
  /// @param size octets of the message
  public record Head(
      String key, String folder, Flags flags, Optional<OffsetDateTime> date, long size) {}

  /// Reads a head: one JSON object.
  ///
  /// @throws GatewayException with SYNTAX, naming the member
  public static Head head(byte[] line) {
    JsonBody body = JsonBody.parse(line);
    String key = body.text("key").orElseThrow(() -> body.refusal("key", "is required"));
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw body.refusal("key", "must have 1 to " + LONGEST_KEY + " characters");
    }
    long size = body.number("size").orElseThrow(() -> body.refusal("size", "is required"));
    if (size < 1) {
      throw body.refusal("size", "must be at least 1");
    }
    return new Head(key, folder(body), flags(body), date(body), size);
  }

  private static String folder(JsonBody body) {
    String name = body.text("folder").orElse("INBOX");
    boolean bad =
        name.length() > LONGEST_NAME
            || List.of(name.split("/", -1)).contains("")
            || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      throw body.refusal("folder", "is not a folder's path");
    }
    return name;
  }

  private static Flags flags(JsonBody body) {
    Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
    Map<String, String> keywords = new LinkedHashMap<>();
    List<String> names = body.texts("flags").orElse(List.of());
    if (names.size() > MAX_FLAGS) {
      throw body.refusal("flags", "must have at most " + MAX_FLAGS + " elements");
    }
    for (String name : names) {
      if (name.startsWith("\\")) {
        SystemFlag flag =
            SystemFlag.named(name)
                .orElseThrow(() -> body.refusal("flags", "has no system flag " + name));
        system.add(flag);
      } else if (isKeyword(name)) {
        keywords.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      } else {
        throw body.refusal("flags", "has what is no keyword of IMAP");
      }
    }
    return new Flags(system, Set.copyOf(keywords.values()));
  }

  // RFC 9051 section 9: flag-keyword = atom.
  private static boolean isKeyword(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST_KEY
        && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0);
  }

  private static Optional<OffsetDateTime> date(JsonBody body) {
    return body.text("date")
        .map(text -> {
          OffsetDateTime date;
          try {
            date = OffsetDateTime.parse(text);
          } catch (DateTimeException _) {
            throw body.refusal("date", "must be like 2026-01-31T12:00:00+01:00");
          }
          boolean whole = date.getOffset().getTotalSeconds() % 60 == 0;
          if (!whole || date.getYear() < 1 || date.getYear() > 9999) {
            throw body.refusal("date", "must be of the years 1 to 9999, its zone whole minutes");
          }
          return date;
        });
  }

  /// Writes what became of a message.
  public static JsonObject of(String key, Outcome outcome) {
    JsonObject json = new JsonObject().put("key", key);
    return switch (outcome) {
      case Outcome.Known() -> json.put("status", "known");
      case Outcome.Imported(var message, var folder, long uid) ->
          json.put("status", "imported")
              .put("message_id", message.toString())
              .put("folder_id", folder.value())
              .put("uid", uid);
      case Outcome.Refused(var fault, String text) ->
          json.put("status", "refused")
              .put("error", new JsonObject().put("type", fault.apiType()).put("message", text));
    };
  }
}
