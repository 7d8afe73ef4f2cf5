package dev.postern.conformance.consistency;

import java.util.Set;
import java.util.TreeMap;

/// A folder as a client remembers it.
///
/// @param modseq up to where it was told everything
/// @param flags of each UID, without `\Recent`
record Picture(String folder, long uidValidity, long modseq, TreeMap<Long, Set<String>> flags) {}
