package dev.postern.conformance.transcript;

import java.util.List;

/// One thing that happens in a transcript. `line` is where it stands in the file.
sealed interface Step {
  /// Returns the number of the line in the file, from 1.
  int line();

  /// The client writes these lines in one go, each ended by CRLF.
  record Send(int line, int connection, List<String> lines) implements Step {}

  /// The server writes this line next.
  record Expect(int line, int connection, String text) implements Step {}

  /// The server writes all of these lines in any order; `open` allows others among them.
  record ExpectAll(int line, int connection, List<String> texts, boolean open) implements Step {}

  /// The server may write any lines before the next expected one.
  record Skip(int line, int connection) implements Step {}

  /// Something that is set up or done beside the conversation: `append ann INBOX`, `tls 1`.
  record Direct(int line, List<String> words, List<String> body) implements Step {}

  /// Until the client's next line the server writes no line like this.
  record Never(int line, int connection, String text) implements Step {}
}
