package dev.postern.mailbox;

import dev.postern.mail.Digest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one transaction can change. Reads inside see what the transaction already wrote.
///
/// Every change is recorded in the log under this transaction's `seq`, which becomes the MODSEQ of
/// each placement it touches. An edit that changes nothing is not recorded and bumps no MODSEQ
/// (C-98). Faults: NOT_FOUND for a folder or message that does not exist, ALREADY_EXISTS for a
/// taken or reserved folder name, FORBIDDEN for renaming or deleting a system folder, LIMIT for the
/// 65th keyword of a folder.
public interface MailTx extends MailRead {
  /// Adds a message. The new UIDs are above every earlier one of their folders.
  Added add(NewMessage message);

  /// Like [#add], but nobody is told of it: it was somewhere else before.
  Added addQuietly(NewMessage message);

  /// Gives a message new content: the next revision, and in every folder it lies in a new UID with
  /// the old flags and dates, the old UID expunged. The id and the thread stay.
  Added replaceContent(MessageId id, Blob blob, Digest digest);

  /// Like [#replaceContent], but no change is recorded in the log: it is the same mail as before,
  /// in the words of its sender's client.
  Added adopt(MessageId id, Blob blob, Digest digest);

  /// Gives a message its next content in one further placement, as a client does that saves a draft
  /// anew. The older placements stay, with the bytes they had, until they are expunged; the message
  /// is what the newest one says that is left.
  ///
  /// @param next with exactly one folder; its thread, date received, `replyTo` and metadata do not
  ///   matter: the message keeps its own
  Added addRevision(MessageId id, NewMessage next);

  /// Places a message in one further folder, as it is.
  ///
  /// @param like with that folder, flags and INTERNALDATE; the rest does not matter
  Added place(MessageId id, NewMessage like);

  /// Adds a message that is gone once more, under its old id and in its old thread: its client
  /// removed it only to save it again.
  ///
  /// @param gone with [MailRead.Noted#gone]
  Added addAgain(MailRead.Noted gone, NewMessage message);

  /// Notes that `name` means a message, so that [MailRead#noted] finds it; a note of the same name
  /// on the same message takes its place.
  ///
  /// @param lasting whether it is kept as long as the message exists, and for an hour after its
  ///   placements were expunged; else it is kept for an hour
  void note(String name, MessageId message, boolean lasting);

  /// Says which message a message answers, as the API shows it.
  void setReplyTo(MessageId id, Optional<MessageId> replyTo);

  /// Edits flags (RFC 9051 section 6.4.6).
  ///
  /// @param unchangedSince only placements whose MODSEQ is not above it are edited (RFC 7162
  ///   section 3.1.3); the others come back in `failed`
  Edited editFlags(FolderId folder, UidSet uids, FlagEdit edit, Optional<Long> unchangedSince);

  /// Copies placements: same messages, same flags and INTERNALDATE, new UIDs, ascending with the
  /// source UIDs (RFC 9051 section 6.4.7).
  Moved copy(FolderId from, UidSet uids, FolderId to);

  /// Moves placements in one step (RFC 6851); `from` and `to` may be the same folder.
  Moved move(FolderId from, UidSet uids, FolderId to);

  /// Removes placements; a message whose last placement goes is deleted.
  ///
  /// @return the UIDs removed, ascending
  List<Long> expunge(FolderId folder, UidSet uids);

  /// Removes the placements with `\Deleted` among `uids`.
  ///
  /// @return the UIDs removed, ascending
  List<Long> expungeDeleted(FolderId folder, UidSet uids);

  /// Changes a message as the API does: every placement in one step.
  void edit(MessageId id, MessageEdit edit);

  /// Deletes a message with all its placements.
  void delete(MessageId id);

  /// Makes a folder with every missing parent. The name is a full path without a trailing `/`.
  Folder createFolder(String name);

  /// Renames a folder and everything below it, making missing parents. Ids, UIDs and UIDVALIDITY
  /// stay. INBOX is special: its messages move to a new folder and it stays empty (C-33).
  void renameFolder(FolderId id, String newName);

  /// Deletes a folder with its placements; children stay. The name's subscription stays.
  void deleteFolder(FolderId id);

  /// Notes a folder's colours. Nobody is told: only the API shows them.
  void colourFolder(FolderId id, FolderColours colours);

  /// Subscribes or unsubscribes a name, existing or not.
  void subscribe(String name, boolean subscribed);

  /// Makes `from`'s messages part of `into`; `from` stays as an alias of it.
  void mergeThreads(ThreadId into, Collection<ThreadId> from);

  /// Records what happened to the account without a change of a message or folder, for those who
  /// subscribed to it. It takes part in this transaction as every change does.
  ///
  /// @param trigger one of [Reports]
  /// @param facts by the names in [Reports]; see [LogEntry.Reported] for their limits
  void report(String trigger, Map<String, String> facts);

  /// Takes a delivery's key.
  ///
  /// @return false if it was taken before: this delivery was done already and must not be repeated
  boolean takeDeliveryKey(String key);

  /// Returns another core package's view of this same transaction, such as the outbound queue's.
  ///
  /// @throws IllegalArgumentException if the engine does not know `port`
  <P> P join(Class<P> port);

  /// What [#add] made.
  ///
  /// @param placements one for each folder, in the order asked
  record Added(
      MessageId message, ThreadId thread, List<FolderId> folders, List<Placement> placements) {}

  /// What [#editFlags] did.
  ///
  /// @param placements every named placement that exists and passed `unchangedSince`, with its
  ///   flags after the edit, changed or not, ascending by UID
  /// @param failed UIDs that `unchangedSince` kept out
  record Edited(List<Placement> placements, UidSet failed, Keywords keywords) {}

  /// What [#copy] or [#move] did: the two lists pair up and both ascend.
  ///
  /// @param uidValidity the target's
  record Moved(long uidValidity, List<Long> source, List<Long> target) {}

  /// An API update; empty fields stay as they are.
  ///
  /// @param folders replaces the set: placements in other folders are expunged, new ones are added
  ///   with the flags of the first; must not be empty
  /// @param metadata replaces the map
  record MessageEdit(
      Optional<Boolean> unread,
      Optional<Boolean> starred,
      Optional<Boolean> answered,
      Optional<List<FolderId>> folders,
      Optional<Map<String, String>> metadata) {}
}
