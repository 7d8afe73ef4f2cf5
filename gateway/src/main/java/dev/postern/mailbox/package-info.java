/// The heart: accounts' mail, ids, flags, the store's port, the change log, a connection's
/// numbering.
@NullMarked
package dev.postern.mailbox;

import org.jspecify.annotations.NullMarked;
