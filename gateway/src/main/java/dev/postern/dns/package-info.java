/// Questions to the domain name system, as mail asks them.
@NullMarked
package dev.postern.dns;

import org.jspecify.annotations.NullMarked;
