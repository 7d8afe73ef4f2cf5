package dev.postern.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Neighbouring documents of one account in the text index.
///
/// @param first the number of the first one
/// @param docs in the order of their numbers, without gaps
record TextPage(long first, List<Doc> docs) {
  /// A page takes no more documents.
  static final int CAPACITY = 64;

  /// Octets of header text after which a page is full too.
  static final int OCTETS = 256 << 10;

  private static final int BODY = 1;
  private static final int HEADER = 2;
  private static final int GONE = 4;

  TextPage {
    docs = List.copyOf(docs);
  }

  /// One content of a message as it was indexed.
  ///
  /// @param flags what of it the index has
  /// @param octets length of its header text in UTF-8
  record Doc(long message, int revision, int flags, int octets) {
    static Doc of(long message, int revision, boolean body, boolean header, int octets) {
      return new Doc(message, revision, (body ? BODY : 0) | (header ? HEADER : 0), octets);
    }

    /// Says whether the index has all of the body's text.
    boolean hasBody() {
      return (flags & BODY) != 0;
    }

    /// Says whether the index has all of the header's text.
    boolean hasHeader() {
      return (flags & HEADER) != 0;
    }

    boolean isGone() {
      return (flags & GONE) != 0;
    }

    Doc gone() {
      return new Doc(message, revision, GONE, 0);
    }
  }

  static TextPage unpack(long first, byte[] packed) {
    List<Doc> docs = new ArrayList<>();
    for (Unpacker in = new Unpacker(packed); in.hasMore(); ) {
      docs.add(new Doc(in.number(), (int) in.number(), (int) in.number(), (int) in.number()));
    }
    return new TextPage(first, docs);
  }

  byte[] pack() {
    Packer out = new Packer();
    for (Doc doc : docs) {
      out.number(doc.message()).number(doc.revision()).number(doc.flags()).number(doc.octets());
    }
    return out.bytes();
  }

  /// Returns the number after the last document's.
  long end() {
    return first + docs.size();
  }

  boolean isFull() {
    return docs.size() >= CAPACITY || docs.stream().mapToInt(Doc::octets).sum() >= OCTETS;
  }

  boolean isEmpty() {
    return docs.stream().allMatch(Doc::isGone);
  }

  /// Returns text as a string of its UTF-8 octets, one character each: what is a substring in one
  /// form is one in the other.
  static String octets(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
