package dev.postern.store.sqlite;

import dev.postern.mailbox.Folder;
import dev.postern.mailbox.Keywords;
import java.util.ArrayList;
import java.util.List;

/// A folder's row while a transaction works on it; the fields are those of [Folder].
final class FolderState {
  final long key;
  String name;
  final long uidValidity;
  long uidNext = 1;
  long modseq;
  int exists;
  int unseen;
  int deleted;
  int messages;
  int unread;
  long size;
  Keywords keywords = Keywords.EMPTY;

  /// The newest tombstone that was removed for its age.
  long tombs;

  boolean dirty;

  FolderState(long key, String name, long uidValidity, long modseq) {
    this.key = key;
    this.name = name;
    this.uidValidity = uidValidity;
    this.modseq = modseq;
    this.tombs = modseq;
  }

  /// Says whether nobody is told of what happens here ([Folder#isQuiet]).
  boolean isQuiet() {
    return Folder.isQuiet(FolderKeys.id(key), name);
  }

  Folder toFolder() {
    return new Folder(
        FolderKeys.id(key),
        name,
        uidValidity,
        uidNext,
        modseq,
        exists,
        unseen,
        deleted,
        messages,
        unread,
        size,
        keywords);
  }

  byte[] packedKeywords() {
    Packer out = new Packer();
    keywords.names().forEach(out::text);
    return out.bytes();
  }

  static Keywords unpackKeywords(byte[] packed) {
    if (packed.length == 0) {
      return Keywords.EMPTY;
    }
    List<String> names = new ArrayList<>();
    for (Unpacker in = new Unpacker(packed); in.hasMore(); ) {
      names.add(in.text());
    }
    return new Keywords(names);
  }
}
