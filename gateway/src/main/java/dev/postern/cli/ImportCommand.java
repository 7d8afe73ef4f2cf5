package dev.postern.cli;

import dev.postern.mail.files.MailFormat;
import dev.postern.mail.files.Source;
import dev.postern.mail.files.Sources;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern import`: brings mail in from files.
@Command(
    name = "import",
    description = {
      "Bring mail in from mbox files, Maildirs and trees of .eml files.",
      "Flags, dates and folders are kept, no rule sees the mail and nobody is told of it. An import"
          + " that was interrupted goes on when the same command is given again: no message comes"
          + " twice."
    },
    footer = "Example: postern import ann@agents.localhost old.mbox --folder Old")
final class ImportCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();

  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's address or id.")
  private String account = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "Files or directories.")
  private List<Path> sources = List.of();

  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description =
          "Where to: a file goes into this folder (else INBOX), the folders of a directory below"
              + " it.")
  private @Nullable String folder;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "auto, mbox, maildir or eml; default: auto.")
  private String kind = "auto";

  @Option(
      names = "--keep-line-ends",
      description =
          "Keep LF as it is; else messages get CRLF, as mail has it, unless an export wrote them.")
  private boolean keepLineEnds;

  @Option(names = "--again", description = "Bring in once more what was imported before.")
  private boolean again;

  @Option(names = "--dry-run", description = "Read it all and tell what would come.")
  private boolean dryRun;

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Path> paths = sources;
    List<Source> opened = new ArrayList<>();
    for (Path path : paths) {
      opened.add(open(path));
    }
    Report report = new Report();
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.find(client, account);
      for (int i = 0; i < paths.size(); i++) {
        bring(client, agent, paths.get(i), opened.get(i), report);
      }
    }
    new Output(terminal, format).one(report.json(), () -> report.text(dryRun));
    return report.refused == 0 ? 0 : Cli.FAILED;
  }

  private Source open(Path path) {
    try {
      return Sources.open(path, formatOf(kind), Optional.ofNullable(folder));
    } catch (IOException e) {
      throw new CommandFailure(path + " cannot be imported: " + e.getMessage(), e);
    }
  }

  /// Reads the name of a format.
  ///
  /// @return empty for `auto`
  static Optional<MailFormat> formatOf(String name) {
    if (name.equalsIgnoreCase("auto")) {
      return Optional.empty();
    }
    try {
      return Optional.of(MailFormat.valueOf(name.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new WrongUse("--format must be mbox, maildir or eml", e);
    }
  }

  private void bring(ApiClient client, Agent agent, Path path, Source source, Report report) {
    try (Progress progress = new Progress(terminal, "importing", source.size())) {
      if (dryRun) {
        source.read(
            0,
            (found, read) -> {
              report.imported++;
              report.folders.add(found.folder());
              progress.at(read, report.imported);
            });
        return;
      }
      String job = Hash.of("import\n" + path.toRealPath() + "\n" + (folder == null ? "" : folder));
      if (again) {
        client.delete(agent.path() + "/imports/" + job);
      }
      Importer importer = new Importer(client, agent.path(), job, !keepLineEnds);
      source.read(
          importer.most(),
          (found, read) -> {
            importer.take(found);
            report.folders.add(found.folder());
            progress.at(read, importer.all());
          });
      importer.flush();
      report.add(importer);
      EmptyFolders.make(client, agent, source.folders(), report.folders);
    } catch (IOException e) {
      throw new CommandFailure(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// What was done.
  private static final class Report {
    private final Set<String> folders = new HashSet<>();
    private final List<String> refusals = new ArrayList<>();
    private long imported;
    private long known;
    private long refused;

    void add(Importer importer) {
      imported += importer.imported();
      known += importer.known();
      refused += importer.refused();
      refusals.addAll(importer.refusals());
    }

    JsonBody json() {
      return JsonBody.parse(
          new JsonObject()
              .put("imported", imported)
              .put("known", known)
              .put("refused", refused)
              .put("folders", folders.size())
              .putTexts("refusals", refusals)
              .bytes());
    }

    String text(boolean dry) {
      StringBuilder text = new StringBuilder();
      refusals.forEach(each -> text.append("not imported: ").append(each).append('\n'));
      text.append(
          "%,d messages %s into %,d folders"
              .formatted(imported, dry ? "would be imported" : "imported", folders.size()));
      if (known > 0) {
        text.append(", %,d were there from an earlier run".formatted(known));
      }
      if (refused > 0) {
        text.append(", %,d not imported".formatted(refused));
      }
      return text.toString();
    }
  }
}
