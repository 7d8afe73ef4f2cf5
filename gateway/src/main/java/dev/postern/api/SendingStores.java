package dev.postern.api;

import dev.postern.outbound.Approvals;
import dev.postern.outbound.QueueDesk;
import dev.postern.outbound.ReputationStore;
import dev.postern.outbound.SuppressionStore;

/// What is kept of mail that is sent, and of how it fared.
public record SendingStores(
    SuppressionStore suppressions,
    ReputationStore reputation,
    QueueDesk queue,
    Approvals approvals) {}
