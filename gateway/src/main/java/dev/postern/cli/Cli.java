package dev.postern.cli;

import dev.postern.config.ConfigException;
import dev.postern.fault.GatewayException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The command line: `postern COMMAND …`.
public final class Cli {
  /// The command did not do its work.
  public static final int FAILED = 1;

  /// The command line or the configuration is wrong.
  public static final int WRONG_USE = 2;

  private Cli() {}

  /// Runs one command line to its end.
  ///
  /// @return the exit code: 0, [#FAILED] or [#WRONG_USE]
  public static int run(String[] args, Operations operations, PrintWriter out, PrintWriter err) {
    CommandLine line = commands(operations, out, err);
    line.setOut(out);
    line.setErr(err);
    line.setExecutionExceptionHandler((failure, _, _) -> tell(failure, err));
    int code = line.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  private static CommandLine commands(Operations operations, PrintWriter out, PrintWriter err) {
    var line =
        new CommandLine(new PosternCommand(operations, out))
            .addSubcommand(new ServeCommand(operations, out, err))
            .addSubcommand(
                new CommandLine(new AgentCommand()).addSubcommand(new AccountCommand(out)))
            .addSubcommand(new DomainCommand(out))
            .addSubcommand(new AliasCommand(out))
            .addSubcommand(new ConfigCommand(out))
            .addSubcommand(new SuppressionCommand(out))
            .addSubcommand(new QueueCommand(out))
            .addSubcommand(new ApiKeyCommand(operations, out))
            .addSubcommand(new ServiceAccountCommand(out))
            .addSubcommand(new DeviceCommand(out))
            .addSubcommand(new LintsCommand(out));
    addHelp(line);
    return line;
  }

  // Not the mixin: added here it would come after a method's own mixins, which picocli then passes
  // to the wrong parameters.
  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    line.getSubcommands().values().forEach(Cli::addHelp);
  }

  private static int tell(Exception failure, PrintWriter err) {
    switch (failure) {
      case ConfigException wrong ->
          wrong.errors().forEach(error -> err.println("postern: " + error));
      case CommandFailure known -> err.println("postern: " + known.getMessage());
      case GatewayException known -> err.println("postern: " + known.text());
      default -> failure.printStackTrace(err);
    }
    return failure instanceof ConfigException ? WRONG_USE : FAILED;
  }
}
