/// Signing and posting of webhook notifications.
@NullMarked
package dev.postern.webhook.send;

import org.jspecify.annotations.NullMarked;
