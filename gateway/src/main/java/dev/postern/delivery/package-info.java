/// The one way in: message, rules, thread, mailbox, in one transaction.
@NullMarked
package dev.postern.delivery;

import org.jspecify.annotations.NullMarked;
