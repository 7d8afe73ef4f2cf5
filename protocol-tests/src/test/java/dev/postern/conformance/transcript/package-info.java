/// Conversations with a server as text files, and what runs them over sockets.
@NullMarked
package dev.postern.conformance.transcript;

import org.jspecify.annotations.NullMarked;
