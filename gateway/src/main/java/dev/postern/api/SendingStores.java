package dev.postern.api;

import dev.postern.outbound.ReputationStore;
import dev.postern.outbound.SuppressionStore;

/// What is kept of how mail fared that was sent.
public record SendingStores(SuppressionStore suppressions, ReputationStore reputation) {}
