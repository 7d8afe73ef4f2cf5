/// The local certificate authority, contexts, reload.
@NullMarked
package dev.postern.tls;

import org.jspecify.annotations.NullMarked;
