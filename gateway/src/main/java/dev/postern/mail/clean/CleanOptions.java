package dev.postern.mail.clean;

/// What is kept of a mail's markup, and how (spec/api-data.md section 2.5).
///
/// @param ignoreLinks links are shown as their words only
/// @param ignoreImages images are left out
/// @param imagesAsMarkdown images that are kept are shown as `![words](source)`, else as `<img>`
/// @param ignoreTables tables are shown as one line for each row
/// @param removeConclusions "Best regards" and what follows it at the end is left out
/// @param markdown headings, lists, emphasis, links and tables are shown as Markdown; else what is
///   kept is shown as HTML tags in plain text
public record CleanOptions(
    boolean ignoreLinks,
    boolean ignoreImages,
    boolean imagesAsMarkdown,
    boolean ignoreTables,
    boolean removeConclusions,
    boolean markdown) {
  /// Plain text and nothing else.
  public static final CleanOptions TEXT = new CleanOptions(true, true, true, true, true, false);

  /// Markdown with its links, images and tables.
  public static final CleanOptions MARKDOWN =
      new CleanOptions(false, false, true, false, true, true);
}
