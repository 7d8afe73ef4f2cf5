/// Targets for a fuzzer (profile `fuzz`, CONTRIBUTING.md). Each takes octets, does what the product
/// does with them, and throws if something that must hold does not.
@NullMarked
package dev.postern.fuzz;

import org.jspecify.annotations.NullMarked;
