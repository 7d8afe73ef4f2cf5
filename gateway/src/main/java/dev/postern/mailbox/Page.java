package dev.postern.mailbox;

import java.util.List;
import java.util.Optional;

/// One page of a listing.
///
/// @param next opaque cursor of the next page; empty on the last one
public record Page<T>(List<T> items, Optional<String> next) {}
