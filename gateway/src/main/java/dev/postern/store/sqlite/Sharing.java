package dev.postern.store.sqlite;

import java.util.Optional;

/// Marks a message's placements as no longer alone.
final class Sharing {
  private final Unit unit;

  Sharing(Unit unit) {
    this.unit = unit;
  }

  /// Must come before the second placement.
  void share(long message) {
    unit.placing.countsTogether(message);
    for (MessageRow.Place place : unit.messages.places(message)) {
      Optional<PlacementPage> page = unit.pages.holding(place.folder(), place.uid());
      page.ifPresent(found -> found.share(found.indexOf(place.uid())));
    }
  }
}
