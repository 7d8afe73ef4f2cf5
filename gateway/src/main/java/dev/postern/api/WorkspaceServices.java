package dev.postern.api;

import dev.postern.auth.Grouping;
import dev.postern.auth.Workspaces;

/// What the routes of workspaces work on.
public record WorkspaceServices(Workspaces workspaces, Grouping grouping) {}
