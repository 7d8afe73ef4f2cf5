package dev.postern.api;

import dev.postern.auth.Authenticator;
import dev.postern.auth.Consents;
import dev.postern.auth.RedirectUriStore;
import dev.postern.auth.ServiceAccounts;

/// What sign-in in a browser, and signing of requests, work on.
public record SignIns(
    Authenticator authenticator,
    Consents consents,
    RedirectUriStore redirectUris,
    ServiceAccounts serviceAccounts) {}
