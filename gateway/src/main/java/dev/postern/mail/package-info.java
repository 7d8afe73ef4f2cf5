/// Addresses, header fields, dates, Message-IDs, MIME reading and writing: bytes in, values out.
@NullMarked
package dev.postern.mail;

import org.jspecify.annotations.NullMarked;
