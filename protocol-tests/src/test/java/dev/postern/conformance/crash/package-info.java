/// What survives a server that is killed at any moment.
@NullMarked
package dev.postern.conformance.crash;

import org.jspecify.annotations.NullMarked;
