/// Many connections on the same folders: each believes only what the server told it, and all agree.
@NullMarked
package dev.postern.conformance.consistency;

import org.jspecify.annotations.NullMarked;
