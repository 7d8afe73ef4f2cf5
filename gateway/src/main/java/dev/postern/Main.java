package dev.postern;

import dev.postern.cli.Cli;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.InstantSource;

/// Runs one command line. What the commands work on is put together in [Server].
public final class Main {
  private static volatile int exitCode;

  private Main() {}

  /// Runs `postern …` and ends the process with its exit code.
  public static void main(String[] args) {
    Charset charset = System.out.charset();
    var out = new PrintWriter(System.out, true, charset);
    var err = new PrintWriter(System.err, true, charset);
    exitCode = Cli.run(args, new LocalOperations(InstantSource.system()), out, err);
    System.exit(exitCode);
  }

  /// Returns what the process is to exit with: 0 until a command has failed.
  static int exitCode() {
    return exitCode;
  }
}
