package dev.postern.v3;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import java.util.List;
import java.util.Optional;

/// Reads what a client changes of a message or a thread (spec/api-data.md sections 2.4 and 3.2).
public final class MessageChange {
  private MessageChange() {}

  /// Reads an update; absent members stay as they are.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX
  public static MailTx.MessageEdit read(JsonBody json) {
    Optional<List<FolderId>> folders =
        json.texts("folders").map(ids -> ids.stream().distinct().map(FolderId::new).toList());
    if (folders.isPresent() && folders.get().isEmpty()) {
      throw json.refusal("folders", "must name at least one folder");
    }
    return new MailTx.MessageEdit(
        json.flag("unread"),
        json.flag("starred"),
        json.flag("answered"),
        folders,
        Metadata.read(json));
  }
}
