package dev.postern.mailbox;

import dev.postern.mail.Digest;
import dev.postern.mail.Heading;
import dev.postern.mail.Wire;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What can be asked of one account, on one snapshot.
public interface MailRead {
  /// Returns the `seq` of the last transaction this snapshot contains; 0 if there was none.
  long seq();

  /// Returns the `seq` up to which the log was emptied for its age; 0 if it never was. A reader of
  /// [MailStore#changesSince] that stands below it may have missed something.
  long logTrimmed();

  /// Returns all folders, the six system folders first, then by name.
  List<Folder> folders();

  /// Returns the folder with this id.
  Optional<Folder> folder(FolderId id);

  /// Returns the folder with this full name: exact for custom folders, any letter case for the six.
  Optional<Folder> folderNamed(String name);

  /// Returns the colours of those folders that have any.
  Map<FolderId, FolderColours> folderColours();

  /// Returns the subscribed names, which need not exist (RFC 9051 section 6.3.7).
  Set<String> subscriptions();

  /// Loads a folder's numbering. Use [OpenFolders] instead: it shares one copy among all
  /// connections.
  View view(FolderId folder);

  /// Returns the placements with these UIDs, ascending; missing ones are left out.
  List<Placement> placements(FolderId folder, UidSet uids);

  /// Returns the first placements of a folder above a UID, ascending: the order in which they came
  /// there.
  ///
  /// @param limit how many at most
  List<Placement> placementsAbove(FolderId folder, long uid, int limit);

  /// Returns a message's placements in a folder, the oldest first.
  List<Placement> placementsOf(MessageId message, FolderId folder);

  /// Returns the messages whose Message-ID field is this, the oldest first. Of those that mention
  /// the id in any way, the oldest few are looked at.
  List<StoredMessage> named(String messageId);

  /// Returns what changed in a folder after `modseq`: live placements with a higher one, and the
  /// UIDs expunged since.
  ///
  /// @return its `complete` is false when tombstones of that age are gone; then `expunged` is the
  ///   complement: every UID below uidNext that does not exist (C-105)
  FolderDelta delta(FolderId folder, long modseq);

  /// Returns a message.
  Optional<StoredMessage> message(MessageId id);

  /// Returns many messages, in the order asked, leaving out those that are gone.
  List<StoredMessage> messages(List<MessageId> ids);

  /// Returns the ready wire forms of many contents, in the order asked; an entry is empty where
  /// that content is gone. At most some hundreds at a time.
  List<Optional<Wire>> wires(List<ContentKey> contents);

  /// Visits the headings of many contents, each once, in any order, leaving out those that are
  /// gone. Nothing is kept: ask for what is not known yet.
  void headings(List<ContentKey> contents, BiConsumer<ContentKey, Heading> each);

  /// Returns the threads of many messages, in the order asked; empty where a message is gone.
  List<Optional<ThreadId>> threads(List<MessageId> ids);

  /// Returns what was computed of many contents, in the order asked; an entry is empty where that
  /// content is gone. At most some hundreds at a time.
  List<Optional<Digest>> digests(List<ContentKey> contents);

  /// Returns messages that match, newest first.
  Page<StoredMessage> find(MessageQuery query);

  /// Returns those of the ranked messages that match, in the order of the ranking.
  Page<StoredMessage> find(MessageQuery query, Ranking ranking);

  /// Returns a thread; an alias of a merged thread answers with the thread it became.
  Optional<MailThread> thread(ThreadId id);

  /// Returns threads that match, the one with the newest message first.
  Page<MailThread> findThreads(MessageQuery query);

  /// Returns threads with a ranked message that matches, in the order of each one's best.
  Page<MailThread> findThreads(MessageQuery query, Ranking ranking);

  /// Returns the threads in which one of these ids occurs, as a Message-ID or in References.
  Set<ThreadId> threadsOf(Collection<String> messageIds);

  /// Returns threads that hold a message with this base subject (RFC 5256 section 2.1), newest
  /// first.
  ///
  /// @param sinceSeconds only threads with a message received at or after this
  List<ThreadCandidate> threadsBySubject(String baseSubject, long sinceSeconds, int limit);

  /// Returns what [MailTx#note] noted under a name, the newest first.
  List<Noted> noted(String name);

  /// Visits every message in ascending id order, in batches, without keeping the snapshot open.
  void scan(FolderId folder, Consumer<Placement> each);

  /// Names one content of a message.
  ///
  /// @param revision 0 for the first content
  record ContentKey(MessageId message, int revision) {}

  /// A message noted under a name.
  ///
  /// @param at when it was noted, or when it was expunged if it is gone
  /// @param gone whether it was expunged; what the API deleted is noted no more
  /// @param revision the last it had, if it is gone
  /// @param thread it was in, if it is gone
  record Noted(MessageId message, Instant at, boolean gone, int revision, ThreadId thread) {}

  /// A thread that a message with the same subject may belong to.
  ///
  /// @param participants addresses in lower case
  record ThreadCandidate(ThreadId thread, Set<String> participants, long newestSeconds) {}
}
