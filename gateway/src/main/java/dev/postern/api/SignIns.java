package dev.postern.api;

import dev.postern.auth.Authenticator;
import dev.postern.auth.Consents;
import dev.postern.auth.RedirectUriStore;

/// What sign-in in a browser works on.
public record SignIns(
    Authenticator authenticator, Consents consents, RedirectUriStore redirectUris) {}
