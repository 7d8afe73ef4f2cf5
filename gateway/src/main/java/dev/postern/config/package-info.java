/// Settings: flags over environment over file over defaults, every error named with its line.
@NullMarked
package dev.postern.config;

import org.jspecify.annotations.NullMarked;
