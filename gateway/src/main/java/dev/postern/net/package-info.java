/// Netty bootstrap, workers, limits, idle times, shutdown.
@NullMarked
package dev.postern.net;

import org.jspecify.annotations.NullMarked;
