package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Content;
import dev.postern.store.sqlite.segment.Place;
import dev.postern.store.sqlite.segment.SegmentContent;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds bodies' places and opens them.
final class BlobPlaces {
  private static final int TRIES = 10;

  private BlobPlaces() {}

  /// Between finding a place and opening it, compaction may move the body: then its new place is
  /// looked up.
  static Optional<Content> open(Readers readers, SegmentFiles files, String sql, Object... values) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Place> place = readers.glance(db -> db.one(BlobPlaces::place, sql, values));
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

  /// Opens many bodies, their places found in one go.
  static List<Optional<Content>> openAll(
      Readers readers, SegmentFiles files, String sql, List<Object[]> each) {
    List<Optional<Place>> places =
        readers.read(db -> {
          List<Optional<Place>> found = new ArrayList<>(each.size());
          for (Object[] values : each) {
            found.add(db.one(BlobPlaces::place, sql, values));
          }
          return found;
        });
    List<Optional<Content>> contents = new ArrayList<>(each.size());
    try {
      for (int i = 0; i < places.size(); i++) {
        Optional<SegmentContent> opened = places.get(i).flatMap(files::open);
        contents.add(
            opened.isPresent() || places.get(i).isEmpty()
                ? opened.map(Content.class::cast)
                : open(readers, files, sql, each.get(i)));
      }
    } catch (RuntimeException e) {
      contents.forEach(content -> content.ifPresent(Content::close));
      throw e;
    }
    return contents;
  }

  private static Place place(ResultSet rows) throws SQLException {
    return new Place(rows.getLong(1), rows.getLong(2), rows.getLong(3));
  }
}
