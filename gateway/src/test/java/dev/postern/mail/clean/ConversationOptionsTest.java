package dev.postern.mail.clean;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.BodyText;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationOptionsTest {
  private static final CleanOptions KEEPS =
      new CleanOptions(false, false, true, false, false, false);

  private static String clean(String html, CleanOptions options) {
    return Conversation.of("", new BodyText(Optional.of(html), Optional.empty()), options);
  }

  @Test
  void keepsLinksAsTagsOrAsMarkdown() {
    String html = "<p>See <a href='https://example.org/a b'>the <b>boat</b></a>.</p>";

    assertThat(clean(html, CleanOptions.TEXT)).isEqualTo("See the boat.");
    assertThat(clean(html, KEEPS))
        .isEqualTo("See <a href=\"https://example.org/a%20b\">the boat</a>.");
    assertThat(clean(html, CleanOptions.MARKDOWN))
        .isEqualTo("See [the **boat**](https://example.org/a%20b).");
  }

  @Test
  void keepsNoLinkThatRunsAnything() {
    String html = "<a href='javascript:alert(1)'>a</a> <a name=x>b</a> <a href='data:x'>c</a>";

    assertThat(clean(html, KEEPS)).isEqualTo("a b c");
    assertThat(clean(html, CleanOptions.MARKDOWN)).isEqualTo("a b c");
  }

  @Test
  void keepsImagesThatSomebodySees() {
    String html =
        "Logo <img src='cid:logo' alt='a [b]'><img src='https://e.example/p' width=1 height=1>"
            + "<img src='data:image/png;base64,AA'>";

    assertThat(clean(html, CleanOptions.TEXT)).isEqualTo("Logo");
    assertThat(clean(html, KEEPS)).isEqualTo("Logo ![a b](cid:logo)");
    assertThat(clean(html, new CleanOptions(true, false, false, true, true, false)))
        .isEqualTo("Logo <img src=\"cid:logo\" alt=\"a b\">");
  }

  @Test
  void keepsTablesOfDataButNotOfLayout() {
    String html =
        "<table><tr><td><table><tr><th>Boat<th>Price<tr><td>Dinghy<td>9"
            + " <b>gold</b></table></table>";

    assertThat(clean(html, CleanOptions.TEXT)).isEqualTo("Boat Price\nDinghy 9 gold");
    assertThat(clean(html, KEEPS).replaceAll("\\s+", ""))
        .isEqualTo(
            "<table><tr><th>Boat</th><th>Price</th></tr><tr><td>Dinghy</td><td>9gold</td></tr>"
                + "</table>");
    assertThat(clean(html, CleanOptions.MARKDOWN))
        .isEqualTo("| Boat | Price |\n| --- | --- |\n| Dinghy | 9 **gold** |");
  }

  @Test
  void keepsConclusionsIfAsked() {
    assertThat(clean("<p>Done.</p><p>Regards<br>Bert</p>", KEEPS))
        .isEqualTo("Done.\n\nRegards\nBert");
  }

  @Test
  void writesMarkdown() {
    String html =
        "<h2>Boats</h2><p>Big<br>and <i>small</i></p><ol"
            + " start=3><li>one<li>two<ul><li>deep</ul></ol><blockquote>said</blockquote><hr><pre><code>a"
            + " *b*\n"
            + "  c</code></pre><p><s>gone</s></p>";

    assertThat(clean(html, CleanOptions.MARKDOWN))
        .isEqualTo(
            """
            ## Boats

            Big \s
            and *small*

            3. one
            4. two
               - deep

            > said

            ---

            ```
            a *b*
              c
            ```

            ~~gone~~\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "<b>bold </b>, then¦**bold** , then",
        "<b>a</b><b>b</b>¦**ab**",
        "<b>a</b><i>b</i>¦**a***b*",
        "<b></b>x<b> </b>¦x",
        "<b>a<br>b</b>¦**a**  \\n**b**",
        "1. no list¦1\\. no list",
        "# no heading¦\\# no heading",
        "- no item¦\\- no item",
        "a_b _c_¦a_b \\_c\\_",
        "2 * 3 [x](y) `z`¦2 \\* 3 \\[x\\](y) \\`z\\`",
        "&lt;b&gt; 1 &lt; 2 &amp;amp; R&amp;D & co¦\\<b> 1 < 2 \\&amp; R\\&D & co",
        "-5 degrees #tag 3.5¦-5 degrees #tag 3.5",
      })
  void escapesWhatMarkdownWouldTakeForItsOwn(String html, String expected) {
    assertThat(clean(html, CleanOptions.MARKDOWN)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void leavesPlainTextAsItIsInMarkdownToo() {
    BodyText body = new BodyText(Optional.empty(), Optional.of("* a\n* b_c_\n"));

    assertThat(Conversation.of("", body, CleanOptions.MARKDOWN)).isEqualTo("* a\n* b_c_");
  }
}
