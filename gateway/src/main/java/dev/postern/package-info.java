/// Postern: a mailbox for every AI agent. Only `Main` lives here, the composition root.
@NullMarked
package dev.postern;

import org.jspecify.annotations.NullMarked;
