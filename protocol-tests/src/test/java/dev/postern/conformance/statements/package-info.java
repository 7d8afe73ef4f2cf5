/// The statements this project makes of itself, and the tests that prove them.
@NullMarked
package dev.postern.conformance.statements;

import org.jspecify.annotations.NullMarked;
