package dev.postern.cli;

import dev.postern.config.ConfigException;
import dev.postern.fault.GatewayException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: `postern COMMAND …`.
public final class Cli {
  /// The command did not do its work.
  public static final int FAILED = 1;

  /// The command line or the configuration is wrong.
  public static final int WRONG_USE = 2;

  private static final Map<String, String> EXIT_CODES = exitCodes();

  private Cli() {}

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "Done.");
    codes.put(Integer.toString(FAILED), "Failed; the reason is on the standard error.");
    codes.put(Integer.toString(WRONG_USE), "The command line or the configuration is wrong.");
    return codes;
  }

  /// Runs one command line to its end.
  ///
  /// @return the exit code: 0, [#FAILED] or [#WRONG_USE]
  public static int run(String[] args, Operations operations, PrintWriter out, PrintWriter err) {
    return run(args, operations, Terminal.ofProcess(out, err, operations.clock()));
  }

  static int run(String[] args, Operations operations, Terminal terminal) {
    CommandLine line = commands(operations, terminal);
    int code = line.execute(args);
    terminal.out().flush();
    terminal.err().flush();
    return code;
  }

  /// Returns all commands.
  static CommandLine commands(Operations operations, Terminal terminal) {
    PrintWriter out = terminal.out();
    PrintWriter err = terminal.err();
    var line =
        new CommandLine(new PosternCommand(operations, out))
            .addSubcommand(new ServeCommand(operations, out, err))
            .addSubcommand(agent(terminal))
            .addSubcommand(email(terminal))
            .addSubcommand(new WorkspaceCommand(terminal))
            .addSubcommand(new WebhookCommand(terminal))
            .addSubcommand(new AuthCommand(terminal))
            .addSubcommand(new DomainCommand(terminal))
            .addSubcommand(new AliasCommand(terminal))
            .addSubcommand(new ConfigCommand(out))
            .addSubcommand(new SuppressionCommand(terminal))
            .addSubcommand(new QueueCommand(terminal))
            .addSubcommand(new ApprovalCommand(terminal))
            .addSubcommand(new ApiKeyCommand(operations, terminal))
            .addSubcommand(new ServiceAccountCommand(terminal))
            .addSubcommand(new DeviceCommand(terminal))
            .addSubcommand(new LintsCommand(terminal))
            .addSubcommand(new ImportCommand(terminal))
            .addSubcommand(new ExportCommand(terminal))
            .addSubcommand(new MigrateCommand(terminal))
            .addSubcommand(new CompletionCommand(terminal));
    addHelp(line);
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler((wrong, _) -> tell(wrong, err));
    line.setExecutionExceptionHandler((failure, _, _) -> tell(failure, err));
    return line;
  }

  private static CommandLine email(Terminal terminal) {
    return new CommandLine(new EmailCommand(terminal))
        .addSubcommand(new SendCommand(terminal))
        .addSubcommand(new ReplyCommand(terminal))
        .addSubcommand(new DraftsCommand(terminal))
        .addSubcommand(new ThreadsCommand(terminal))
        .addSubcommand(new FoldersCommand(terminal))
        .addSubcommand(new ScheduledCommand(terminal));
  }

  private static CommandLine agent(Terminal terminal) {
    return new CommandLine(new AgentCommand(terminal))
        .addSubcommand(new AccountCommand(terminal))
        .addSubcommand(new PolicyCommand(terminal))
        .addSubcommand(
            new CommandLine(new RuleCommand(terminal)).addSubcommand(new RuleTestCommand(terminal)))
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new OverviewCommand(terminal));
  }

  // Not the mixin: added here it would come after a method's own mixins, which picocli then passes
  // to the wrong parameters.
  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .footerHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(EXIT_CODES);
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    line.getSubcommands().values().stream().distinct().forEach(Cli::addHelp);
  }

  private static int tell(ParameterException wrong, PrintWriter err) {
    CommandLine command = wrong.getCommandLine();
    err.println("postern: " + wrong.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(wrong, err)
        && !command.getSubcommands().isEmpty()) {
      command.usage(err);
    }
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return WRONG_USE;
  }

  private static int tell(Exception failure, PrintWriter err) {
    switch (failure) {
      case ConfigException wrong ->
          wrong.errors().forEach(error -> err.println("postern: " + error));
      case CommandFailure known -> err.println("postern: " + known.getMessage());
      case GatewayException known -> err.println("postern: " + known.text());
      default -> failure.printStackTrace(err);
    }
    return switch (failure) {
      case ConfigException _ -> WRONG_USE;
      case CommandFailure known -> known.exitCode();
      default -> FAILED;
    };
  }
}
