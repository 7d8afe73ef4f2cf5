package dev.postern.api;

import dev.postern.auth.AccessTokens;
import dev.postern.auth.AccountOptions;
import dev.postern.auth.ApiKeys;
import dev.postern.auth.GrantStore;
import dev.postern.auth.Grants;
import dev.postern.delivery.TrackingStore;
import dev.postern.mailbox.MailStore;
import dev.postern.outbound.AnswerStore;
import dev.postern.outbound.ScheduleStore;
import dev.postern.outbound.Sending;
import dev.postern.webhook.send.Subscriptions;
import java.time.InstantSource;

/// What the routes work on.
public record ApiServices(
    MailStore mail,
    GrantStore grantStore,
    Grants grants,
    WorkspaceServices workspaces,
    AccountOptions accountOptions,
    ApiKeys keys,
    AccessTokens tokens,
    SignIns signIns,
    Sending sending,
    ScheduleStore schedules,
    AnswerStore answers,
    TrackingStore tracking,
    DomainServices domains,
    GuardServices guarded,
    SendingStores sendingStores,
    LegacyServices legacy,
    Subscriptions webhooks,
    EventHub events,
    Monitor monitor,
    InstantSource clock) {}
