package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Content;
import dev.postern.store.sqlite.segment.Place;
import dev.postern.store.sqlite.segment.SegmentContent;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.util.Optional;

/// Finds a body's place and opens it.
final class BlobPlaces {
  private static final int TRIES = 10;

  private BlobPlaces() {}

  /// Between finding a place and opening it, compaction may move the body: then its new place is
  /// looked up.
  static Optional<Content> open(Readers readers, SegmentFiles files, String sql, Object... values) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Place> place =
          readers.read(db ->
              db.one(
                  rows -> new Place(rows.getLong(1), rows.getLong(2), rows.getLong(3)),
                  sql,
                  values));
      if (place.isEmpty()) {
        return Optional.empty();
      }
      Optional<SegmentContent> content = files.open(place.get());
      if (content.isPresent()) {
        return Optional.of(content.get());
      }
    }
    throw new GatewayException(Fault.UNAVAILABLE, "the message's bytes cannot be found");
  }
}
