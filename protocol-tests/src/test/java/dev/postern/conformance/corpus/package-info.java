/// Real messages of other software, read as we read mail and as others read it.
@NullMarked
package dev.postern.conformance.corpus;

import org.jspecify.annotations.NullMarked;
