package dev.postern.v3;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import java.util.List;
import java.util.Optional;

/// Reads what a client changes of a message or a thread (spec/api-data.md sections 2.4 and 3.2).
public final class MessageChange {
  /// Where a message lies that is taken out of all folders: it is kept, and out of the way.
  private static final List<FolderId> CLEARED = List.of(FolderId.ARCHIVE);

  private MessageChange() {}

  /// Reads an update; absent members stay as they are.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX
  public static MailTx.MessageEdit read(JsonBody json) {
    Optional<List<FolderId>> folders =
        json.texts("folders").map(ids -> ids.isEmpty() ? CLEARED : distinct(ids));
    return new MailTx.MessageEdit(
        json.flag("unread"),
        json.flag("starred"),
        json.flag("answered"),
        folders,
        Metadata.read(json));
  }

  private static List<FolderId> distinct(List<String> ids) {
    return ids.stream().distinct().map(FolderId::new).toList();
  }
}
