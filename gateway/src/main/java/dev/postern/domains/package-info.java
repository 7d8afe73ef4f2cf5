/// Domains that are hosted here: whose they are, what was verified of them, their keys and aliases.
@NullMarked
package dev.postern.domains;

import org.jspecify.annotations.NullMarked;
