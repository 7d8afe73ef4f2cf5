/// What the owners of accounts demand of mail: policies, rules and lists, as values, and their
/// evaluation (spec/api-admin.md sections 4 to 6). Pure: no clock, no store.
@NullMarked
package dev.postern.rules;

import org.jspecify.annotations.NullMarked;
