package dev.postern.cli;

import dev.postern.mail.HtmlText;
import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.stream.Collectors;

/// Mail as people read it on a terminal.
final class MailText {
  private static final int FROM = 32;
  private static final int SUBJECT = 50;

  private MailText() {}

  static Table table(List<JsonBody> mails, Output output) {
    Table table = new Table("", "FROM", "SUBJECT", "WHEN", "ID");
    for (JsonBody mail : mails) {
      boolean unread = mail.flag("unread").orElse(false);
      String subject = Shown.cut(Shown.text(mail, "subject"), SUBJECT);
      table.row(
          (unread ? "●" : " ") + (mail.flag("starred").orElse(false) ? "★" : ""),
          Shown.cut(Shown.people(mail, "from"), FROM),
          unread ? output.strong(subject) : subject,
          output.age(mail, "date"),
          Output.id(mail));
    }
    return table;
  }

  static String whole(JsonBody mail, Output output) {
    String head =
        Output.labelled(
            "",
            "Subject",
            output.strong(Shown.text(mail, "subject")),
            "From",
            Shown.people(mail, "from"),
            "To",
            Shown.people(mail, "to"),
            "Cc",
            Shown.people(mail, "cc"),
            "When",
            output.age(mail, "date"),
            "Folders",
            String.join(", ", mail.texts("folders").orElse(List.of())),
            "Attachments",
            attachments(mail),
            "ID",
            Output.id(mail),
            "Thread",
            Shown.text(mail, "thread_id"));
    return head + "\n\n" + Shown.lines(text(mail)).stripTrailing();
  }

  private static String attachments(JsonBody mail) {
    return mail.objects("attachments").orElse(List.of()).stream()
        .map(each ->
            Shown.text(each, "filename") + " (" + Sizes.of(each.number("size").orElse(0L)) + ")")
        .collect(Collectors.joining(", "));
  }

  // The API does not say which of the two a body is.
  private static String text(JsonBody mail) {
    String body = mail.text("body").orElse("");
    boolean html = body.stripLeading().startsWith("<") || body.contains("</");
    return html ? HtmlText.toPlain(body) : body;
  }
}
