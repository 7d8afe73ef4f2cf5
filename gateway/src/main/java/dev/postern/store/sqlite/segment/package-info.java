/// Append-only files for message bodies: one that small ones share, one for each large one.
@NullMarked
package dev.postern.store.sqlite.segment;

import org.jspecify.annotations.NullMarked;
