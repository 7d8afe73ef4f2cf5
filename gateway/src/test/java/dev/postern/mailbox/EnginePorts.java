package dev.postern.mailbox;

import dev.postern.auth.GrantStore;
import dev.postern.outbound.QueueStore;
import dev.postern.webhook.WebhookStore;

/// What a contract asks of an engine under test: its ports, on one set of data.
public record EnginePorts(
    MailStore mail, GrantStore grants, QueueStore queue, WebhookStore webhooks) {}
