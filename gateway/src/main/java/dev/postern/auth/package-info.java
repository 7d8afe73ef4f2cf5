/// Applications, API keys, grants, app passwords, delays and bans.
@NullMarked
package dev.postern.auth;

import org.jspecify.annotations.NullMarked;
