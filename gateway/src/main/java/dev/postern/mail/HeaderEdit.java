package dev.postern.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Adds and removes fields of a message's own header and leaves every other byte as it is.
///
/// The result is a list of slices of the message and the added lines; the message is not copied. A
/// field's folded lines go with it. Headers of parts are never touched.
public final class HeaderEdit {
  private static final MemorySegment CRLF =
      MemorySegment.ofArray("\r\n".getBytes(StandardCharsets.US_ASCII)).asReadOnly();

  private final MemorySegment message;
  private final List<String> above = new ArrayList<>();
  private final List<String> below = new ArrayList<>();
  private final Set<String> removed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<Long> removedAt = new HashSet<>();

  private HeaderEdit(MemorySegment message) {
    this.message = message;
  }

  /// Starts an edit that changes nothing yet.
  public static HeaderEdit of(MemorySegment message) {
    return new HeaderEdit(message);
  }

  /// Puts a field above everything, what was prepended before included, as trace fields are (RFC
  /// 5321 section 4.4).
  ///
  /// @param field `Name: value` without the last line end; folds are CRLF and white space
  /// @throws IllegalArgumentException if it is not exactly one field
  public HeaderEdit prepend(String field) {
    above.addFirst(checked(field));
    return this;
  }

  /// Puts a field at the end of the header, after what was appended before.
  ///
  /// @param field as in [#prepend]
  /// @throws IllegalArgumentException if it is not exactly one field
  public HeaderEdit append(String field) {
    below.add(checked(field));
    return this;
  }

  /// Removes every field of that name, in any case.
  public HeaderEdit remove(String name) {
    removed.add(name);
    return this;
  }

  /// Removes one field and leaves others of its name.
  ///
  /// @param field of this message's own header
  public HeaderEdit remove(HeaderField field) {
    removedAt.add(field.start());
    return this;
  }

  private static String checked(String field) {
    String unfolded = field.replace("\r\n ", " ").replace("\r\n\t", " ");
    boolean one =
        field.indexOf(':') > 0 && unfolded.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    if (!one) {
      throw new IllegalArgumentException("not one header field");
    }
    return field;
  }

  /// Returns the edited message, to be written slice after slice.
  public List<MemorySegment> slices() {
    List<MemorySegment> slices = new ArrayList<>();
    add(slices, lines(above));
    long from = 0;
    LineCursor lines = new LineCursor(message, 0, message.byteSize());
    boolean removing = false;
    while (lines.advance() && !lines.isEmpty()) {
      boolean remove = lines.startsWithBlank() ? removing : isRemoved(lines);
      if (remove && !removing) {
        add(slices, message.asSlice(from, lines.start() - from));
      }
      if (removing && !remove) {
        from = lines.start();
      }
      removing = remove;
    }
    long end = lines.start();
    if (!removing) {
      add(slices, message.asSlice(from, end - from));
    }
    boolean cut = !removing && end > 0 && Octets.at(message, end - 1) != '\n';
    if (cut && !below.isEmpty()) {
      slices.add(CRLF);
    }
    add(slices, lines(below));
    add(slices, message.asSlice(end, message.byteSize() - end));
    return slices;
  }

  private boolean isRemoved(LineCursor lines) {
    if (removedAt.contains(lines.start())) {
      return true;
    }
    if (removed.isEmpty()) {
      return false;
    }
    long colon = HeaderScanner.colon(message, lines.start(), lines.textEnd());
    return colon >= 0 && removed.contains(HeaderScanner.name(message, lines.start(), colon));
  }

  private static void add(List<MemorySegment> slices, MemorySegment slice) {
    if (slice.byteSize() > 0) {
      slices.add(slice.asReadOnly());
    }
  }

  private static MemorySegment lines(List<String> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String field : fields) {
      out.writeBytes((field + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
    return MemorySegment.ofArray(out.toByteArray());
  }

  /// Returns the edited message's size in octets.
  public long size() {
    return slices().stream().mapToLong(MemorySegment::byteSize).sum();
  }

  /// Writes the edited message.
  public void writeTo(OutputStream out) throws IOException {
    for (MemorySegment slice : slices()) {
      try (SegmentInput in = new SegmentInput(slice, 0, slice.byteSize())) {
        in.transferTo(out);
      }
    }
  }
}
