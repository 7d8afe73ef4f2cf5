package dev.postern.api;

import dev.postern.guard.ListBook;
import dev.postern.guard.PolicyBook;
import dev.postern.guard.RuleTrial;
import dev.postern.guard.Rulebook;
import dev.postern.rules.EvaluationStore;

/// What the routes of policies, rules, lists and evaluations work on.
public record GuardServices(
    PolicyBook policies,
    Rulebook rules,
    ListBook lists,
    RuleTrial trial,
    EvaluationStore evaluations) {}
