/// Subscriptions, attempts, positions in the change log: state only.
@NullMarked
package dev.postern.webhook;

import org.jspecify.annotations.NullMarked;
