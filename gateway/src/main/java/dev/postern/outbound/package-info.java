/// The one way out: queue, due times, retries; the transport's port.
@NullMarked
package dev.postern.outbound;

import org.jspecify.annotations.NullMarked;
