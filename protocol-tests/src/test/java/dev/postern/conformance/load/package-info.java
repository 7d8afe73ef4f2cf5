/// How fast the server is, measured from outside: one command runs it, nothing here is a test.
@NullMarked
package dev.postern.conformance.load;

import org.jspecify.annotations.NullMarked;
