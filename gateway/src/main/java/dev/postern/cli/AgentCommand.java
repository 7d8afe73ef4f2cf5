package dev.postern.cli;

import picocli.CommandLine.Command;

/// `postern agent …`.
@Command(name = "agent", description = "Work with agents.")
final class AgentCommand {}
