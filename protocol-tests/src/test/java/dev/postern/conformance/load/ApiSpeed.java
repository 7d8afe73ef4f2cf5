package dev.postern.conformance.load;

import dev.postern.conformance.peer.Postern;
import java.util.List;

/// Measures the API of a server process that it starts: `java …
/// dev.postern.conformance.load.ApiSpeed [send] [read] [hooks] [streams]`, all four if none is
/// named.
final class ApiSpeed {
  private ApiSpeed() {}

  /// Runs the phases, each on a server of its own.
  public static void main(String[] phases) throws Exception {
    List<String> wanted =
        phases.length == 0 ? List.of("send", "read", "hooks", "streams") : List.of(phases);
    StringBuilder table = new StringBuilder("\n| what | figure |\n|---|---|\n");
    for (String phase : wanted) {
      try (Postern server = Postern.start()) {
        Bench bench = Bench.of(server);
        switch (phase) {
          case "send" -> SendPhase.run(bench);
          case "read" -> ReadPhase.run(bench);
          case "hooks" -> HookPhase.run(bench);
          case "streams" -> StreamPhase.run(bench);
          default -> throw new IllegalArgumentException("no phase is called " + phase);
        }
        bench
            .found()
            .forEach((what, figure) -> table.append("| %s | %s |\n".formatted(what, figure)));
      }
    }
    System.out.println(table);
  }
}
