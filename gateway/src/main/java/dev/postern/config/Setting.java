package dev.postern.config;

/// What one source says for a key.
///
/// @param text the value; of a list, its items with commas
/// @param list whether it was written as a list
/// @param origin where it stands, for messages: `postern.yaml:12`, a variable's name, `--set`
record Setting(String text, boolean list, String origin) {}
