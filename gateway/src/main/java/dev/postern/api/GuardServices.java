package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.guard.Guard;
import dev.postern.guard.ListBook;
import dev.postern.guard.PolicyBook;
import dev.postern.guard.RuleTrial;
import dev.postern.guard.Rulebook;
import dev.postern.rules.EvaluationStore;
import java.util.function.Function;

/// What the routes of policies, rules, lists and evaluations work on.
///
/// @param guards what holds for each account now
public record GuardServices(
    PolicyBook policies,
    Rulebook rules,
    ListBook lists,
    RuleTrial trial,
    EvaluationStore evaluations,
    Function<Grant, Guard> guards) {}
