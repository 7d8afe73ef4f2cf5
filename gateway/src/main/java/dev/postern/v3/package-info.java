/// The v3 wire as values to and from JSON.
@NullMarked
package dev.postern.v3;

import org.jspecify.annotations.NullMarked;
