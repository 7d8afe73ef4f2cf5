/// Mail in files that other programs wrote or will read: mbox, Maildir and trees of `.eml`.
@NullMarked
package dev.postern.mail.files;

import org.jspecify.annotations.NullMarked;
