/// The IMAP door: a session, and one handler for each command.
@NullMarked
package dev.postern.imap;

import org.jspecify.annotations.NullMarked;
