/// Policies, rules, lists: values, and their evaluation to a list of actions.
@NullMarked
package dev.postern.rules;

import org.jspecify.annotations.NullMarked;
