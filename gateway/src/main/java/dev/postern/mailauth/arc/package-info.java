/// What those who passed a mail on found when they got it (RFC 8617).
@NullMarked
package dev.postern.mailauth.arc;

import org.jspecify.annotations.NullMarked;
