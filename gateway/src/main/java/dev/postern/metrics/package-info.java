/// Numbers that parts of the server count of themselves, for whoever shows them.
@NullMarked
package dev.postern.metrics;

import org.jspecify.annotations.NullMarked;
