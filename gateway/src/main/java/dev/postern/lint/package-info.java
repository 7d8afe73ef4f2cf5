/// What clients did that a strict server would have refused, for people to read and repair.
@NullMarked
package dev.postern.lint;

import org.jspecify.annotations.NullMarked;
