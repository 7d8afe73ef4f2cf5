/// Who a mail is from: SPF, DKIM, DMARC, ARC, iprev, and the header field that says so (RFC 8601).
@NullMarked
package dev.postern.mailauth;

import org.jspecify.annotations.NullMarked;
