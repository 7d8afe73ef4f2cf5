package dev.postern.mail.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One mbox file.
///
/// @param folder into which it goes, if its messages do not say it themselves
record Mbox(Path file, String folder) implements Source {
  @Override
  public long size() {
    return file.toFile().length();
  }

  @Override
  public List<String> folders() {
    return List.of(folder);
  }

  @Override
  public void read(long most, Receiver receiver) throws IOException {
    try (MboxReader reader = new MboxReader(Files.newInputStream(file))) {
      while (true) {
        long start = reader.consumed();
        try (Held held = new Held(most)) {
          if (!reader.next(held)) {
            return;
          }
          receiver.take(found(reader, held, start), reader.consumed());
        }
      }
    }
  }

  private Found found(MboxReader reader, Held held, long start) throws IOException {
    byte[] head = held.head(StatusFields.LOOK);
    Optional<MboxStamp> exported = MboxStamp.read(head);
    if (exported.isPresent()) {
      Stamp stamp = exported.get().stamp();
      held.narrow(exported.get().octets(), stamp.size());
      Optional<String> torn =
          held.size() < stamp.size() ? Optional.of("it is incomplete") : Optional.empty();
      String place = "uid " + stamp.validity() + " " + stamp.uid();
      return new Found(folder, place, stamp.flagSet(), Optional.of(stamp.date()), held, true, torn);
    }
    held.narrow(0, held.size() - reader.blank());
    Set<String> flags = StatusFields.flags(head);
    String place = "octet " + start;
    return new Found(
        folder, place, flags, FromLine.date(reader.fromLine()), held, false, Optional.empty());
  }
}
