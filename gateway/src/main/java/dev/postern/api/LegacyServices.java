package dev.postern.api;

import dev.postern.auth.Devices;
import dev.postern.lint.Lints;

/// What the routes of devices and lints work on.
public record LegacyServices(Devices devices, Lints lints) {}
