package dev.postern.mailbox;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// The port to an engine for what clients note about an account or a folder (RFC 5464). Reads see
/// every write that has returned; writes are durable when they return.
public interface AnnotationStore {
  /// Returns all notes, by entry name in lower case.
  ///
  /// @param folder empty: those of the account itself
  SortedMap<String, byte[]> annotations(AccountId account, Optional<FolderId> folder);

  /// Changes notes in one step; an empty value removes one.
  ///
  /// @param most notes that the folder, or the account itself, may have afterwards
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the folder is gone, LIMIT if
  ///   there would be more than `most`; nothing changed then
  void annotate(
      AccountId account, Optional<FolderId> folder, Map<String, Optional<byte[]>> notes, int most);
}
