package dev.postern.api;

import dev.postern.guard.ListBook;
import dev.postern.guard.PolicyBook;
import dev.postern.guard.Rulebook;

/// What the routes of policies, rules and lists work on.
public record GuardServices(PolicyBook policies, Rulebook rules, ListBook lists) {}
