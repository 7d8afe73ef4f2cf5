package dev.postern.outbound;

import java.time.Instant;

/// The first answer to a request that carried a key, kept so that a repetition does nothing but get
/// it again.
///
/// @param payload what is the same in a repetition
/// @param made what the request made, in the words of who keeps the answer; empty if nothing
/// @param status of HTTP
/// @param text empty if it was too long to keep, or if what was made is all that is known
public record KeptAnswer(String payload, Instant at, String made, int status, String text) {}
