package dev.postern.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the fuzzer on each target, a process each, and prints a table. Ends with 1 if one found
/// something; its input is then in the target's folder.
public final class Fuzzing {
  private static final List<String> TARGETS =
      List.of("Framer", "Parser", "Mime", "Utf7", "Session");
  private static final Pattern RUNS = Pattern.compile("number_of_executed_units: (\\d+)");

  private Fuzzing() {}

  /// Runs all targets.
  ///
  /// @param arguments seconds for each target, and the folder of the seeds
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean clean = true;
    var table = new StringBuilder("target\texecutions\tseconds\tresult\n");
    for (String target : TARGETS) {
      Path folder = Files.createDirectories(Path.of("fuzz", target));
      Path output = folder.resolve("output.txt");
      Process process = start(target, arguments[0], Path.of(arguments[1]), folder, output);
      boolean fine = process.waitFor() == 0;
      clean &= fine;
      Matcher runs = RUNS.matcher(Files.readString(output));
      String executed = runs.find() ? runs.group(1) : "?";
      String result = fine ? "no finding" : "see " + output;
      table.append(String.join("\t", target, executed, arguments[0], result)).append('\n');
    }
    IO.print(table);
    System.exit(clean ? 0 : 1);
  }

  private static Process start(String target, String seconds, Path seeds, Path folder, Path output)
      throws IOException {
    Path corpus = Files.createDirectories(folder.resolve("corpus")).toAbsolutePath();
    Path kept = seeds.resolve(target.toLowerCase(Locale.ROOT)).toAbsolutePath();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=dev.postern.fuzz." + target + "Target",
            "--instrumentation_includes=dev.postern.**",
            // The session target opens sockets, to itself.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
            "-max_total_time=" + seconds,
            "-max_len=8192",
            "-timeout=20",
            "-print_final_stats=1",
            corpus.toString(),
            kept.toString());
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
