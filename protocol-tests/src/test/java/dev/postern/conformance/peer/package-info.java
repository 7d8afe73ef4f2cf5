/// The servers that conversations run against, each a process of its own.
@NullMarked
package dev.postern.conformance.peer;

import org.jspecify.annotations.NullMarked;
