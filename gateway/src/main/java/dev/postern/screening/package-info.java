/// What is found out about mail from other servers, and what is made of it.
@NullMarked
package dev.postern.screening;

import org.jspecify.annotations.NullMarked;
