/// Commands: an HTTP client of the API, and offline tools on a store.
@NullMarked
package dev.postern.cli;

import org.jspecify.annotations.NullMarked;
