package dev.postern.mailauth.dmarc;

import dev.postern.mailauth.Check;

/// What DMARC says of a mail.
///
/// @param check for `Authentication-Results`: method `dmarc` with `header.from`, and `policy.dmarc`
///   where there is a policy
/// @param disposition what to do with it: [Disposition#NONE] unless the check is a `fail`, or
///   several authors made it a `permerror`
public record Evaluation(Check check, Disposition disposition) {}
