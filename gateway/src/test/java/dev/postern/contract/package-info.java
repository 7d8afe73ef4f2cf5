/// The promises of the API: its OpenAPI document, and what the official SDKs need. Tests hold each
/// answer against them.
@NullMarked
package dev.postern.contract;

import org.jspecify.annotations.NullMarked;
