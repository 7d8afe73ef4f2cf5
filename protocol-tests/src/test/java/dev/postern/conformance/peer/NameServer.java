package dev.postern.conformance.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The name server of the gateway's tests as a process of its own, run from its source.
public final class NameServer implements AutoCloseable {
  private static final String SOURCE = "gateway/src/test/java/dev/postern/support/TestDns.java";

  private final Process process;
  private final PrintStream in;
  private final BufferedReader out;
  private final String address;

  private NameServer(Process process) throws IOException {
    this.process = process;
    this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.address = "127.0.0.1:" + Integer.parseInt(line());
  }

  /// Starts one that knows the records of `zone`, lines of a zone file with absolute names.
  public static NameServer start(String zone) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("postern.classpath", System.getProperty("java.class.path")),
                Path.of(System.getProperty("postern.root"), SOURCE).toString())
            .redirectError(Redirect.DISCARD)
            .start();
    var server = new NameServer(process);
    server.tell(zone);
    return server;
  }

  /// Returns `ip:port`, as `dns.servers` takes it.
  public String address() {
    return address;
  }

  /// Adds records, or makes trouble: `!servfail a.test`.
  public void tell(String lines) throws IOException {
    for (String line : lines.lines().toList()) {
      in.println(line);
    }
    long _ = asked("the lines were taken");
  }

  /// Returns how often `name TYPE` was asked.
  public long asked(String question) throws IOException {
    in.println("?" + question);
    return Long.parseLong(line());
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the name server ended");
    }
    return line;
  }

  @Override
  public void close() {
    in.close();
    process.destroy();
  }
}
