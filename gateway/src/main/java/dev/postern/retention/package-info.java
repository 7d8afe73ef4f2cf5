/// Deletes mail that is older than its account's policy allows (spec/api-admin.md section 4.4).
@NullMarked
package dev.postern.retention;

import org.jspecify.annotations.NullMarked;
