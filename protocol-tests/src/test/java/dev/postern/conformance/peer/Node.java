package dev.postern.conformance.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Node.js with the official SDK, installed once below `target`. Where there is no Node, or the
/// package cannot be had, the test that asks for it is skipped.
public final class Node {
  private static final long INSTALL_SECONDS = 120;
  private static final long TEST_SECONDS = 240;

  private final Path folder;

  private Node(Path folder) {
    this.folder = folder;
  }

  /// Installs what `src/test/node` asks for and copies its tests beside it.
  public static Node ready() throws IOException, InterruptedException {
    assumeTrue(isInstalled("node") && isInstalled("npm"), "Node.js is not installed");
    Path root = Path.of(System.getProperty("postern.root"), "protocol-tests");
    Path folder = Files.createDirectories(root.resolve("target/node"));
    Path sources = root.resolve("src/test/node");
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, folder.resolve(sources.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Node node = new Node(folder);
    if (!Files.isDirectory(folder.resolve("node_modules/nylas"))) {
      List<String> install =
          List.of("npm", "install", "--no-audit", "--no-fund", "--no-package-lock");
      assumeTrue(
          node.run(install, Map.of(), INSTALL_SECONDS).code() == 0,
          "the npm package nylas could not be installed");
    }
    return node;
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  /// Runs every `*.test.mjs`; returns what Node's test runner wrote as TAP.
  public Ran test(Map<String, String> environment) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("node", "--test", "--test-reporter=tap"));
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".test.mjs"))
          .sorted()
          .forEach(command::add);
    }
    return run(command, environment, TEST_SECONDS);
  }

  private Ran run(List<String> command, Map<String, String> environment, long seconds)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "log", ".txt");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String output = Files.readString(log);
    Files.delete(log);
    return new Ran(ended ? process.exitValue() : -1, output);
  }

  /// How a program ended.
  ///
  /// @param code -1 if it took too long
  public record Ran(int code, String output) {}
}
