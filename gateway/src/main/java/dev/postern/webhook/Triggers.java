package dev.postern.webhook;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names a subscription may ask for (spec/api-data.md section 7.3).
public final class Triggers {
  public static final String MESSAGE_CREATED = "message.created";
  public static final String MESSAGE_CREATED_CLEANED = "message.created.cleaned";
  public static final String MESSAGE_UPDATED = "message.updated";
  public static final String MESSAGE_DELETED = "message.deleted";
  public static final String FOLDER_CREATED = "folder.created";
  public static final String FOLDER_UPDATED = "folder.updated";
  public static final String FOLDER_DELETED = "folder.deleted";

  private static final String CREATED_TRUNCATED = "message.created.truncated";
  private static final String UPDATED_TRUNCATED = "message.updated.truncated";

  private static final Set<String> KNOWN =
      Stream.of(
              "calendar: created updated deleted",
              "event: created updated deleted",
              "grant: created updated deleted expired imap_sync_completed",
              "message: created created.cleaned updated deleted send_success send_failed",
              "message: bounce_detected opened opened.legacy link_clicked link_clicked.legacy",
              "message: bounced complaint delivered rejected",
              "message: approval_requested approved approval_refused",
              "message.transactional: bounced complaint delivered rejected",
              "thread: replied replied.legacy",
              "contact: updated deleted",
              "folder: created updated deleted",
              "booking: created pending rescheduled cancelled reminder",
              "notetaker: created updated deleted meeting_state media",
              "alert: triggered")
          .flatMap(Triggers::names)
          .collect(Collectors.toUnmodifiableSet());

  private Triggers() {}

  /// Says whether a subscription may name this trigger; not all of them ever fire here.
  public static boolean isKnown(String trigger) {
    return KNOWN.contains(trigger);
  }

  /// Says whether there is an example of a notification of this type: of all triggers, and of two
  /// types that are only ever derived (section 7.3).
  public static boolean hasExample(String type) {
    return isKnown(type) || type.equals(CREATED_TRUNCATED) || type.equals(UPDATED_TRUNCATED);
  }

  /// Returns all names that [#isKnown] knows.
  public static Set<String> known() {
    return KNOWN;
  }

  private static Stream<String> names(String line) {
    int colon = line.indexOf(':');
    String resource = line.substring(0, colon);
    return Stream.of(line.substring(colon + 2).split(" ", -1)).map(verb -> resource + "." + verb);
  }
}
