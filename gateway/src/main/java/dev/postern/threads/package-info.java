/// Which messages belong together: a pure function of headers and index.
@NullMarked
package dev.postern.threads;

import org.jspecify.annotations.NullMarked;
