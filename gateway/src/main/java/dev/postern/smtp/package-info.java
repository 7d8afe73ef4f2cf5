/// The SMTP doors: submission and MX sessions.
@NullMarked
package dev.postern.smtp;

import org.jspecify.annotations.NullMarked;
