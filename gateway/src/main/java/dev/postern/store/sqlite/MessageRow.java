package dev.postern.store.sqlite;

import dev.postern.mailbox.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A message's row: what stays of it whatever its folders.
///
/// @param received milliseconds
/// @param blob its present content
/// @param replyTo 0 if there is none
/// @param subject lower case
record MessageRow(
    long id,
    long thread,
    long received,
    int revision,
    long blob,
    boolean attachment,
    List<Place> places,
    long replyTo,
    Map<String, String> metadata,
    String subject,
    Optional<Verdict> verdict) {

  /// Returns the same row with other places.
  MessageRow at(List<Place> now) {
    return new MessageRow(
        id, thread, received, revision, blob, attachment, now, replyTo, metadata, subject, verdict);
  }

  /// Where one placement lies.
  record Place(long folder, long uid) {}

  static byte[] pack(List<Place> places) {
    Packer out = new Packer();
    for (Place place : places) {
      out.number(place.folder()).number(place.uid());
    }
    return out.bytes();
  }

  static List<Place> unpackPlaces(byte @Nullable [] packed) {
    List<Place> places = new ArrayList<>(1);
    if (packed != null) {
      for (Unpacker in = new Unpacker(packed); in.hasMore(); ) {
        places.add(new Place(in.number(), in.number()));
      }
    }
    return places;
  }

  static byte[] pack(Map<String, String> metadata) {
    Packer out = new Packer();
    metadata.forEach((key, value) -> out.text(key).text(value));
    return out.bytes();
  }

  static Map<String, String> unpackMetadata(byte @Nullable [] packed) {
    if (packed == null || packed.length == 0) {
      return Map.of();
    }
    Map<String, String> metadata = new TreeMap<>();
    for (Unpacker in = new Unpacker(packed); in.hasMore(); ) {
      metadata.put(in.text(), in.text());
    }
    return Map.copyOf(metadata);
  }
}
