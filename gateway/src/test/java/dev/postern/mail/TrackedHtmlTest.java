package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackedHtmlTest {
  private static TrackedHtml tracked(String html) {
    return TrackedHtml.links(html, number -> "T" + number);
  }

  @Test
  void onlyTheTargetsOfWebLinksChange() {
    String html =
        "<p class=x>A <A HREF='https://a.example/?x=1&amp;y=2' id=1>one</A >\r\n<a"
            + " title=\">\" href=http://b.example>two</a>  <a href=\" HTTPS://C.example/ä \">3</a>";

    TrackedHtml tracked = tracked(html);

    assertThat(tracked.html())
        .isEqualTo(
            "<p class=x>A <A HREF='T0' id=1>one</A >\r\n<a title=\">\" href=T1>two</a>  <a"
                + " href=\"T2\">3</a>");
    assertThat(tracked.targets())
        .isEqualTo(
            List.of("https://a.example/?x=1&y=2", "http://b.example", "HTTPS://C.example/ä"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no markup at all",
        "<a href='mailto:a@example.org'>a</a>",
        "<a href='#part'>a</a>",
        "<a href='cid:logo'>a</a>",
        "<a href='tel:1'>a</a>",
        "<a href='/relative'>a</a>",
        "<a href='javascript:x'>a</a>",
        "<a href=''>a</a>",
        "<a href>a</a>",
        "<a name='https://a.example'>a</a>",
        "<img src='https://a.example/i.png'>",
        "<link href='https://a.example/s.css'>",
        "<!-- <a href='https://a.example'>a</a> -->",
        "<style>a[href='https://a.example'] {}</style>",
        "<a href='https://a.example",
        "https://a.example/ in words",
      })
  void allElseStaysAsItIs(String html) {
    assertThat(tracked(html)).isEqualTo(TrackedHtml.untouched(html));
  }

  @Test
  void brokenMarkupLosesNothing() {
    String html =
        "<b><a href='https://a.example'><p><table><a href='https://b.example'>b</b></a><td>c<i>"
            + "<a href='https://c.example' href='https://d.example'>d";

    TrackedHtml tracked = tracked(html);

    String back = tracked.html();
    for (int i = tracked.targets().size() - 1; i >= 0; i--) {
      back = back.replace("T" + i, tracked.targets().get(i));
    }
    assertThat(back).isEqualTo(html);
    assertThat(tracked.targets())
        .containsExactly("https://a.example", "https://b.example", "https://c.example");
  }

  @Test
  void tooManyLinksAndTagsAreLeftAlone() {
    String link = "<a href='https://a.example'>a</a>";

    assertThat(tracked(link.repeat(600)).targets()).hasSize(TrackedHtml.MAX_LINKS);
    assertThat(tracked("<b>".repeat(60_000) + link).targets()).isEmpty();
    assertThat(tracked("<a href='https://a.example/" + "x".repeat(3000) + "'>").targets())
        .isEmpty();
  }

  @Test
  void theImageStandsAtTheEndOfTheBody() {
    assertThat(TrackedHtml.untouched("<body>a</BODY></html>").withImage("I").html())
        .isEqualTo(
            "<body>a<img src=\"I\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\"></BODY>"
                + "</html>");
    assertThat(TrackedHtml.untouched("a").withImage("I").html()).startsWith("a<img src=\"I\"");
  }
}
