/// IMAP framing, parsing and encoding: no session, no store.
@NullMarked
package dev.postern.imap.wire;

import org.jspecify.annotations.NullMarked;
