/// Reasons for refusal, and what each protocol says for them.
@NullMarked
package dev.postern.fault;

import org.jspecify.annotations.NullMarked;
