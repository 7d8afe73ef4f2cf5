/// Reports about the transmission of mail: those that this server writes (RFC 3464), those that
/// come to it by mail (RFC 3464, RFC 5965), and what follows from both.
@NullMarked
package dev.postern.outbound.report;

import org.jspecify.annotations.NullMarked;
