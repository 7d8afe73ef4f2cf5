/// DKIM signatures: made, checked, and the keys for both (RFC 6376, 8301, 8463).
@NullMarked
package dev.postern.mailauth.dkim;

import org.jspecify.annotations.NullMarked;
