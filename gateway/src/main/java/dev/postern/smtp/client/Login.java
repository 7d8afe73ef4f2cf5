package dev.postern.smtp.client;

import dev.postern.config.Secret;

/// What a hop wants to know of us before it relays.
record Login(String user, Secret password) {}
