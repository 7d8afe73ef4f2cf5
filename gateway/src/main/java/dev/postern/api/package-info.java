/// The HTTP door: routes, parameters, multipart, streams.
@NullMarked
package dev.postern.api;

import org.jspecify.annotations.NullMarked;
