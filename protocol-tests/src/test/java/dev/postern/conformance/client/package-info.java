/// The clients that the stories are told with.
@NullMarked
package dev.postern.conformance.client;

import org.jspecify.annotations.NullMarked;
