/// Outgoing transport over SMTP.
@NullMarked
package dev.postern.smtp.client;

import org.jspecify.annotations.NullMarked;
