package dev.postern.fuzz;

import dev.postern.mail.ModifiedUtf7;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Modified UTF-7: what is read is what is written, and the other way round.
public final class Utf7Target {
  private Utf7Target() {}

  /// Takes one name.
  public static void fuzzerTestOneInput(byte[] data) {
    String wire = new String(data, StandardCharsets.ISO_8859_1);
    Optional<String> name = ModifiedUtf7.decode(wire);
    if (name.isPresent() && !ModifiedUtf7.encode(name.get()).equals(wire)) {
      throw new IllegalStateException("not canonical, yet taken: " + wire);
    }
    String text = new String(data, StandardCharsets.UTF_8);
    Optional<String> back = ModifiedUtf7.decode(ModifiedUtf7.encode(text));
    if (!back.equals(Optional.of(text))) {
      throw new IllegalStateException("written and not read back: " + text);
    }
  }
}
