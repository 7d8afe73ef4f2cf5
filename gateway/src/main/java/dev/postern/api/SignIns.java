package dev.postern.api;

import dev.postern.auth.Authenticator;
import dev.postern.auth.ConsentStore;
import dev.postern.auth.Consents;

/// What sign-in in a browser works on.
public record SignIns(Authenticator authenticator, Consents consents, ConsentStore store) {}
