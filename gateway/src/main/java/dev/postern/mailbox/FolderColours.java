package dev.postern.mailbox;

/// The colours in which a client shows a folder (spec/api-data.md section 5.2). Nobody else looks
/// at them.
///
/// @param text as the client wrote it; empty: none; likewise `background`
public record FolderColours(String text, String background) {
  public static final FolderColours NONE = new FolderColours("", "");
}
