/// What a mail itself says: its text without markup, quoted history and signature.
@NullMarked
package dev.postern.mail.clean;

import org.jspecify.annotations.NullMarked;
