package dev.postern.mail.clean;

/// Something that stands around words: emphasis or a link.
///
/// @param element what it was made of: marks of one element do not nest
/// @param spans whether it goes on after a line's end
record Mark(String element, String opener, String closer, boolean spans) {}
