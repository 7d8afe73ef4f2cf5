/// What holds for one account right now: its workspace's policy and rules, put together.
@NullMarked
package dev.postern.guard;

import org.jspecify.annotations.NullMarked;
