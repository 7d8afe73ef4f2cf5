/// Engine one: SQLite for metadata, segment files for bodies.
@NullMarked
package dev.postern.store.sqlite;

import org.jspecify.annotations.NullMarked;
