/// Whether a server may send for a domain, by that domain's own word (RFC 7208).
@NullMarked
package dev.postern.mailauth.spf;

import org.jspecify.annotations.NullMarked;
