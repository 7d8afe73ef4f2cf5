package dev.postern.conformance.consistency;

import dev.postern.conformance.consistency.Mirror.Expunges;
import dev.postern.conformance.consistency.Mirror.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One connection that does something at random, again and again.
final class Player implements Callable<Void> {
  static final List<String> FOLDERS = List.of("INBOX", "Archive", "Work");

  private static final List<String> FLAGS =
      List.of("\\Seen", "\\Flagged", "\\Answered", "\\Draft", "\\Deleted", "blue", "green");
  private static final String ASKED = "(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])";
  private static final Pattern COPYUID = Pattern.compile("\\[COPYUID (\\d+) (\\S+) (\\S+)]");
  private static final Pattern APPENDUID = Pattern.compile("\\[APPENDUID (\\d+) (\\d+)]");

  private final Mirror mirror;
  private final Marks marks;
  private final SplittableRandom random;
  private final String name;
  private final int steps;
  private final List<Picture> remembered = new ArrayList<>();
  private int appended;

  Player(String name, Mirror mirror, Marks marks, SplittableRandom random, int steps) {
    this.name = name;
    this.mirror = mirror;
    this.marks = marks;
    this.random = random;
    this.steps = steps;
  }

  Mirror mirror() {
    return mirror;
  }

  /// Returns what this client remembered at some moments (QRESYNC only).
  List<Picture> remembered() {
    return remembered;
  }

  @Override
  public Void call() throws IOException {
    for (int step = 0; step < steps; step++) {
      step();
      if (mirror.mode() == Mode.QRESYNC && random.nextInt(12) == 0) {
        mirror.picture().ifPresent(remembered::add);
      }
    }
    return null;
  }

  private void step() throws IOException {
    int dice = random.nextInt(100);
    if (dice < 14) {
      append();
    } else if (dice < 16) {
      mirror.select(any(FOLDERS), "");
    } else if (dice < 22) {
      mirror.ok("NOOP");
    } else if (dice < 26) {
      mirror.idle();
    } else if (dice < 34) {
      ask();
    } else if (dice < 60) {
      store();
    } else if (dice < 70) {
      copy();
    } else if (dice < 78) {
      expunge();
    } else if (dice < 86) {
      search();
    } else {
      fetch();
    }
  }

  private void append() throws IOException {
    String mark = "id-" + name + "-" + ++appended;
    String message = "Subject: " + mark + "\r\n\r\n" + mark + "\r\n";
    String to = any(FOLDERS);
    String flags = random.nextBoolean() ? "(" + any(FLAGS) + ") " : "";
    String text =
        mirror.ok("APPEND " + to + " " + flags + "{" + message.length() + "+}\r\n" + message);
    Matcher uid = APPENDUID.matcher(text);
    if (!uid.find()) {
      throw mirror.failure("no APPENDUID");
    }
    marks.told(to, Long.parseLong(uid.group(2)), mark);
  }

  /// Asks for what was announced and not described yet.
  private void ask() throws IOException {
    List<Slot> slots = mirror.slots();
    int first = slots.size();
    while (first > 0 && slots.get(first - 1).uid == 0) {
      first--;
    }
    if (first < slots.size()) {
      numbered("FETCH " + (first + 1) + ":" + slots.size() + " " + ASKED);
    }
  }

  private void fetch() throws IOException {
    if (mirror.slots().isEmpty()) {
      return;
    }
    if (random.nextBoolean()) {
      int number = random.nextInt(mirror.slots().size()) + 1;
      int last = Math.min(mirror.slots().size(), number + random.nextInt(4));
      numbered("FETCH " + number + ":" + last + " " + ASKED);
    } else {
      mirror.ok("UID FETCH " + (1 + random.nextInt(40)) + ":* " + ASKED);
    }
  }

  /// Runs a command with message numbers: others may have taken the messages.
  ///
  /// @return whether all of them were there
  private boolean numbered(String command) throws IOException {
    String text = mirror.run(command, Expunges.FORBIDDEN);
    if (!text.startsWith("OK") && !text.startsWith("NO [EXPUNGEISSUED]")) {
      throw mirror.failure(text);
    }
    return text.startsWith("OK");
  }

  private void store() throws IOException {
    Optional<Slot> slot = one();
    if (slot.isEmpty()) {
      return;
    }
    boolean byUid = slot.get().uid != 0 && random.nextBoolean();
    boolean silent = random.nextInt(3) == 0;
    String how = any(List.of("+", "-", "+", ""));
    String flag = any(FLAGS);
    if (silent) {
      apply(slot.get(), how, flag);
    }
    String since = "";
    if (!silent && mirror.mode() != Mode.PLAIN && random.nextInt(4) == 0) {
      since = "(UNCHANGEDSINCE " + mirror.modseq() + ") ";
    }
    String arguments = since + how + "FLAGS" + (silent ? ".SILENT" : "") + " (" + flag + ")";
    if (byUid) {
      mirror.ok("UID STORE " + slot.get().uid + " " + arguments);
    } else {
      int number = mirror.slots().indexOf(slot.get()) + 1;
      if (!numbered("STORE " + number + " " + arguments)) {
        // It is gone, and nothing was stored; its flags must not pass to the next in its place.
        slot.get().flagsKnown = false;
      }
    }
  }

  private static void apply(Slot slot, String how, String flag) {
    switch (how) {
      case "+" -> slot.flags.add(flag);
      case "-" -> slot.flags.remove(flag);
      default -> slot.told(new TreeSet<>(List.of(flag)));
    }
  }

  private void copy() throws IOException {
    Optional<Slot> slot = one();
    if (slot.isEmpty()) {
      return;
    }
    String from = mirror.folder();
    String to = any(FOLDERS);
    String verb = random.nextBoolean() ? "COPY " : "MOVE ";
    var copied = new CopyWatch();
    int number = mirror.slots().indexOf(slot.get()) + 1;
    String text =
        slot.get().uid != 0 && random.nextBoolean()
            ? mirror.run(
                "UID " + verb + slot.get().uid + ":" + (slot.get().uid + 2) + " " + to,
                Expunges.ALLOWED)
            : mirror.run(verb + number + " " + to, Expunges.ALLOWED);
    if (!text.startsWith("OK") && !text.startsWith("NO [EXPUNGEISSUED]")) {
      throw mirror.failure(text);
    }
    copied.see(text);
    mirror.copied().ifPresent(copied::see);
    copied.tell(from, to);
  }

  /// The COPYUID of a command, wherever it stood.
  private final class CopyWatch {
    private List<Long> source = List.of();
    private List<Long> target = List.of();

    void see(String line) {
      Matcher uids = COPYUID.matcher(line);
      if (uids.find()) {
        source = Told.set(uids.group(2));
        target = Told.set(uids.group(3));
      }
    }

    void tell(String from, String to) {
      marks.copied(from, source, to, target);
    }
  }

  private void expunge() throws IOException {
    Optional<Slot> slot = one();
    if (slot.isEmpty() || slot.get().uid == 0 || random.nextInt(3) == 0) {
      mirror.ok("EXPUNGE");
      return;
    }
    long uid = slot.get().uid;
    apply(slot.get(), "+", "\\Deleted");
    mirror.ok("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)");
    mirror.ok("UID EXPUNGE " + uid);
  }

  private void search() throws IOException {
    int size = mirror.slots().size();
    String key = any(List.of("ALL", "SEEN", "DELETED", "KEYWORD blue", "1:* NOT DELETED"));
    if (key.startsWith("1") && size == 0) {
      return;
    }
    String text = mirror.run("SEARCH " + key, Expunges.FORBIDDEN);
    if (!text.startsWith("OK")) {
      throw mirror.failure(text);
    }
    for (long number : mirror.found()) {
      if (number < 1 || number > mirror.slots().size()) {
        throw mirror.failure("SEARCH found number " + number);
      }
    }
  }

  private Optional<Slot> one() {
    List<Slot> slots = mirror.slots();
    return slots.isEmpty()
        ? Optional.empty()
        : Optional.of(slots.get(random.nextInt(slots.size())));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
