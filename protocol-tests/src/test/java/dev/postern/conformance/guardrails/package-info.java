/// What the owners of accounts demand, on every door through which mail goes.
@NullMarked
package dev.postern.conformance.guardrails;

import org.jspecify.annotations.NullMarked;
