package dev.postern.conformance.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A conversation with a server, read from a file.
///
/// `C1:` is what the client writes on connection 1, `S1:` what the server must answer next, `S1:
/// ...` that any lines may come before the next expected one, `S1{` to `}` lines in any order. A
/// line that starts with `|` goes on with the line above it after a line break. `#` starts a
/// comment, which names the RFC section and the statement. The first line that is no comment says
/// what Dovecot does: `dovecot: same` or `dovecot: differs because …`. A line `needs: key=value`
/// asks for a server with that setting. All other lines are set-up: see [Conversation].
///
/// @param differs why Dovecot does not answer like this, or nothing when it does
record Transcript(Path file, Optional<String> differs, List<String> needs, List<Step> steps) {
  private static final Pattern TALK = Pattern.compile("([CS])(\\d)(?:([:!]) ?(.*)|(\\{))");

  private static final Pattern SERIES = Pattern.compile("<1\\.\\.(\\d+)>");

  /// Returns every transcript below a folder of the class path, in the order of the names.
  static List<Transcript> all(String folder) {
    var url = Transcript.class.getResource("/transcripts/" + folder);
    if (url == null) {
      throw new IllegalStateException("no transcripts in " + folder);
    }
    try (Stream<Path> files = Files.walk(Path.of(url.getPath()))) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .map(Transcript::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads one file; a line that is not understood is an error that names it.
  static Transcript read(Path file) {
    try {
      return new Reader(file, Files.readAllLines(file, StandardCharsets.UTF_8)).read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the folder and name of the file, as failures name it.
  String name() {
    int parts = file.getNameCount();
    return file.subpath(parts - 2, parts).toString();
  }

  private static final class Reader {
    private final Path file;
    private final List<String> lines;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> needs = new ArrayList<>();
    private Optional<String> dovecot = Optional.empty();
    private int next;

    Reader(Path file, List<String> lines) {
      this.file = file;
      this.lines = lines;
    }

    Transcript read() {
      while (next < lines.size()) {
        String line = lines.get(next++);
        if (line.startsWith("dovecot: ")) {
          dovecot = Optional.of(line.substring(9));
        } else if (line.startsWith("needs: ")) {
          needs.add(line.substring(7));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          steps.add(step(line));
        }
      }
      String header = dovecot.orElseThrow(() -> unclear("has no line `dovecot: …`"));
      if (!header.equals("same") && !header.startsWith("differs because ")) {
        throw unclear("`dovecot:` is `same` or `differs because …`");
      }
      return new Transcript(
          file,
          Optional.of(header).filter(text -> !text.equals("same")),
          List.copyOf(needs),
          List.copyOf(steps));
    }

    private Step step(String line) {
      int at = next;
      Matcher talk = TALK.matcher(line);
      if (!talk.matches()) {
        return new Step.Direct(at, List.of(line.trim().split(" +")), continued());
      }
      int connection = Integer.parseInt(talk.group(2));
      boolean client = talk.group(1).equals("C");
      if (talk.group(5) != null) {
        return block(at, connection);
      }
      var all = new ArrayList<String>();
      all.add(talk.group(4));
      all.addAll(continued());
      if (client) {
        return new Step.Send(at, connection, all.stream().flatMap(Reader::counted).toList());
      }
      if (talk.group(3).equals("!")) {
        return new Step.Never(at, connection, String.join("<crlf>", all));
      }
      return all.equals(List.of("..."))
          ? new Step.Skip(at, connection)
          : new Step.Expect(at, connection, String.join("<crlf>", all));
    }

    private List<String> continued() {
      var more = new ArrayList<String>();
      while (next < lines.size() && lines.get(next).startsWith("|")) {
        String line = lines.get(next++);
        more.add(line.startsWith("| ") ? line.substring(2) : line.substring(1));
      }
      return more;
    }

    private static Stream<String> counted(String line) {
      Matcher series = SERIES.matcher(line);
      return series.find()
          ? IntStream.rangeClosed(1, Integer.parseInt(series.group(1)))
              .mapToObj(number -> series.replaceFirst(Integer.toString(number)))
          : Stream.of(line);
    }

    private Step block(int at, int connection) {
      var texts = new ArrayList<String>();
      boolean open = false;
      while (true) {
        if (next == lines.size()) {
          throw unclear("has a block without its end");
        }
        String text = lines.get(next++).trim();
        if (text.equals("}")) {
          return new Step.ExpectAll(at, connection, List.copyOf(texts), open);
        }
        open |= text.equals("...");
        if (!text.equals("...") && !text.isEmpty()) {
          texts.add(text);
        }
      }
    }

    private IllegalStateException unclear(String what) {
      return new IllegalStateException(file.getFileName() + ":" + next + " " + what);
    }
  }
}
