/// Whole stories through every door.
@NullMarked
package dev.postern.conformance.acceptance;

import org.jspecify.annotations.NullMarked;
