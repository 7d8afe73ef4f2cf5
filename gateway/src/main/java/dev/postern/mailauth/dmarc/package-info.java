/// What the owner of the domain in `From` wants done with mail that is not its own (RFC 9989).
@NullMarked
package dev.postern.mailauth.dmarc;

import org.jspecify.annotations.NullMarked;
