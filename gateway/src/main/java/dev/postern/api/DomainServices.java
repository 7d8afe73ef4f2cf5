package dev.postern.api;

import dev.postern.domains.AliasBook;
import dev.postern.domains.Hosting;
import dev.postern.domains.Records;
import dev.postern.domains.Verifier;

/// What the routes of domains work on.
public record DomainServices(
    Hosting hosting, Verifier verifier, Records records, AliasBook aliases) {}
