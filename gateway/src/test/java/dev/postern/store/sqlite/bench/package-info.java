/// Measurements that decided the shape of the engine; run by hand.
@NullMarked
package dev.postern.store.sqlite.bench;

import org.jspecify.annotations.NullMarked;
