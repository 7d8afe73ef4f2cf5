package dev.postern.v3;

import dev.postern.mailbox.Flags;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.Keywords;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// Folders and what lies in them, with all that an import needs to make the same again.
public final class ExportJson {
  private ExportJson() {}

  /// Writes a folder.
  public static JsonObject of(Folder folder) {
    return new JsonObject()
        .put("folder_id", folder.id().value())
        .put("name", folder.name())
        .put("uid_validity", folder.uidValidity())
        .put("count", folder.exists())
        .put("size", folder.size());
  }

  /// Writes one placement of a message.
  ///
  /// @param keywords of its folder
  public static JsonObject of(Placement placement, Keywords keywords) {
    Flags flags = Flags.of(placement.flags(), keywords);
    List<String> names = new ArrayList<>();
    for (SystemFlag flag : SystemFlag.values()) {
      if (flags.system().contains(flag)) {
        names.add(flag.wire());
      }
    }
    names.addAll(keywords.of(placement.flags().keywords()));
    return new JsonObject()
        .put("uid", placement.uid())
        .put("message_id", placement.message().toString())
        .put("revision", placement.revision())
        .putTexts("flags", names)
        .put(
            "date",
            Instant.ofEpochSecond(placement.internalDate())
                .atOffset(ZoneOffset.ofTotalSeconds(placement.zone() * 60))
                .toString())
        .put("size", placement.size());
  }
}
