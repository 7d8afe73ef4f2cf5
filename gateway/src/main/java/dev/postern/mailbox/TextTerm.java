package dev.postern.mailbox;

import dev.postern.mail.Part;
import dev.postern.mail.SearchText;
import dev.postern.mail.TextFold;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A text that is looked for in messages: a substring of what they say when it is decoded, without
/// case (RFC 9051 section 6.4.4; C-89, C-90).
public sealed interface TextTerm {
  /// Returns the text in the form of [TextFold].
  String text();

  /// Says whether a message has it: the meaning of the term, which an index only foretells.
  ///
  /// @param parts the message's part table
  boolean in(MemorySegment message, List<Part> parts);

  /// A header field of the message contains `text`; an empty text asks whether the field is there.
  ///
  /// @param field in any case
  record Header(String field, String text) implements TextTerm {
    public Header {
      field = TextFold.of(field);
      text = TextFold.of(text);
    }

    @Override
    public boolean in(MemorySegment message, List<Part> parts) {
      return SearchText.field(message, field).filter(found -> found.contains(text)).isPresent();
    }
  }

  /// A text part, or the header of a part, contains `text`.
  record Body(String text) implements TextTerm {
    public Body {
      text = TextFold.of(text);
    }

    @Override
    public boolean in(MemorySegment message, List<Part> parts) {
      return text.isEmpty()
          || SearchText.body(message, parts, text.length(), found -> found.contains(text));
    }
  }

  /// The header or the body contains `text`.
  record Text(String text) implements TextTerm {
    public Text {
      text = TextFold.of(text);
    }

    @Override
    public boolean in(MemorySegment message, List<Part> parts) {
      return SearchText.header(message, 0, message.byteSize()).contains(text)
          || new Body(text).in(message, parts);
    }
  }
}
