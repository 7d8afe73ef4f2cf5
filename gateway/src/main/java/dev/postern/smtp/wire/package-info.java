/// SMTP framing and replies: no session, no store.
@NullMarked
package dev.postern.smtp.wire;

import org.jspecify.annotations.NullMarked;
