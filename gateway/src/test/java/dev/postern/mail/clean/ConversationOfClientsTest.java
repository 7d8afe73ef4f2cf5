package dev.postern.mail.clean;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.BodyText;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// HTML mail as the clients in use write it: what the person typed is what is left.
class ConversationOfClientsTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void leavesWhatThePersonTyped(String client, String html, String expected) {
    BodyText body = new BodyText(Optional.of(html), Optional.empty());

    assertThat(Conversation.of("Re: Boats", body, CleanOptions.TEXT)).isEqualTo(expected);
  }

  static Stream<Arguments> leavesWhatThePersonTyped() {
    return Stream.of(
        Arguments.of(
            "Gmail answer",
            """
            <div dir="ltr"><div>Four boats, please.</div><div><br></div><div>On Friday.</div></div>
            <br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On
            Tue, 3 Mar 2026 at 10:12, Ada &lt;<a href="mailto:ada@example.org">ada@example.org</a>&gt;
            wrote:<br></div><blockquote class="gmail_quote" style="margin:0">How many?</blockquote>
            </div>\
            """,
            "Four boats, please.\n\nOn Friday."),
        Arguments.of(
            "Gmail with a signature",
            """
            <div dir="ltr">It floats.<br clear="all"><div><br></div><span
            class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature"
            data-smartmail="gmail_signature"><b>Ada Byron</b><br>Boat yard</div></div>\
            """,
            "It floats."),
        Arguments.of(
            "Gmail on a phone",
            """
            <div dir="auto">Yes, ten.</div><br><div class="gmail_quote"><div dir="ltr"
            class="gmail_attr">Am Mo., 2. März 2026 um 09:00 Uhr schrieb Bert &lt;bert@example.net&gt;:
            </div><blockquote class="gmail_quote">Zehn?</blockquote></div>\
            """,
            "Yes, ten."),
        Arguments.of(
            "Outlook on the desktop",
            """
            <html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}
            </style></head><body lang="EN-GB"><div class="WordSection1"><p class="MsoNormal">The sails
            are white.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div
            style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p
            class="MsoNormal"><b>From:</b> Ada &lt;ada@example.org&gt;<br><b>Sent:</b> 3 March
            2026<br><b>To:</b> Bert<br><b>Subject:</b> Boats<o:p></o:p></p></div></div><p
            class="MsoNormal">Which colour are they?</p></div></body></html>\
            """,
            "The sails are white."),
        Arguments.of(
            "Outlook on the desktop in a language of its own",
            """
            <div class="WordSection1"><p class="MsoNormal">Baltos.</p><div style="border:none;
            border-top: solid #B5C4DF 1.0pt; padding:3.0pt 0in 0in 0in"><p><b>Nuo:</b> Ada<br>
            <b>Išsiųsta:</b> 3 March<br><b>Kam:</b> Bert<br><b>Tema:</b> Laivai</p></div><p>Kokios?</p>
            </div>\
            """,
            "Baltos."),
        Arguments.of(
            "Outlook on the web",
            """
            <div class="elementToProof">Left at noon.</div><div class="elementToProof"><br></div><div
            id="Signature"><p>Bert Miller</p><p>Harbour</p></div><div id="appendonsend"></div><hr
            style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>
            From:</b> Ada<br><b>Sent:</b> Tuesday<br><b>To:</b> Bert<br><b>Subject:</b> Boats</div>
            <div dir="ltr">When did you leave?</div>\
            """,
            "Left at noon."),
        Arguments.of(
            "Outlook on a phone",
            """
            <div dir="ltr">Will do.</div><div id="ms-outlook-mobile-signature" dir="ltr"><div><br></div>
            Get <a href="https://aka.example/o0ukef">Outlook for iOS</a></div><hr><div
            id="divRplyFwdMsg"><b>From:</b> Ada</div><div>Can you?</div>\
            """,
            "Will do."),
        Arguments.of(
            "Outlook of old",
            """
            <div>Agreed.</div><div class="OutlookMessageHeader" lang="en-us" align="left"><font>
            -----Original Message-----<br><b>From:</b> Ada<br><b>To:</b> Bert</font></div><div>Do you
            agree?</div>\
            """,
            "Agreed."),
        Arguments.of(
            "Apple Mail",
            """
            <html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body
            style="word-wrap: break-word;">A blue one.<div><br></div><div>With oars.<br
            id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>On 3. Mar 2026, at
            10:12, Ada &lt;ada@example.org&gt; wrote:</div><br
            class="Apple-interchange-newline"><div>Which one?</div></blockquote></div><br></div>
            </body></html>\
            """,
            "A blue one.\n\nWith oars."),
        Arguments.of(
            "Mail on an iPhone",
            """
            <div dir="ltr">Running late</div><div dir="ltr"><br><div dir="ltr">Sent from my iPhone
            </div></div><div dir="ltr"><br><blockquote type="cite">On 3 Mar 2026, at 10:12, Ada
            &lt;ada@example.org&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div>Where
            are you?</div></blockquote>\
            """,
            "Running late"),
        Arguments.of(
            "Thunderbird below the quote",
            """
            <div class="moz-cite-prefix">On 3/3/26 10:12, Ada wrote:<br></div><blockquote type="cite"
            cite="mid:a@example.org">How long is it?</blockquote><p>Nine metres.</p><div
            class="moz-signature">-- <br>Bert</div>\
            """,
            "Nine metres."),
        Arguments.of(
            "Thunderbird between quotes",
            """
            <div class="moz-cite-prefix">Am 03.03.26 um 10:12 schrieb Ada:<br></div><blockquote
            type="cite">Length?</blockquote><p>Nine metres.</p><blockquote type="cite">Width?
            </blockquote><p>Three.</p>\
            """,
            "Nine metres.\n\nThree."),
        Arguments.of(
            "Yahoo",
            """
            <div class="ydp1yahoo-style-wrap"><div dir="ltr">It is sold.</div><div><br></div></div><div
            id="ydp2yahoo_quoted_1" class="yahoo_quoted"><div>On Tuesday, 3 March 2026, 10:12:00 CET,
            Ada &lt;ada@example.org&gt; wrote:</div><div>Is it free?</div></div>\
            """,
            "It is sold."),
        Arguments.of(
            "Proton Mail",
            """
            <div style="font-family: Arial;">Tied up.</div><div class="protonmail_signature_block"><div>
            Sent with Proton Mail secure email.</div></div><div class="protonmail_quote">On Tuesday,
            March 3rd, 2026 at 10:12, Ada wrote:<br><blockquote class="protonmail_quote">And?
            </blockquote></div>\
            """,
            "Tied up."),
        Arguments.of(
            "Zoho",
            """
            <div>Third pier.</div><div class="zmail_extra"><div>---- On Tue, 03 Mar 2026 10:12:00 +0100
            <b>Ada</b> wrote ---</div><blockquote>Where?</blockquote></div>\
            """,
            "Third pier."),
        Arguments.of(
            "a web mail that marks nothing",
            """
            <p>Two metres deep.</p><p>On 3 March 2026 10:12, Ada &lt;ada@example.org&gt; wrote:</p><p>How
            deep is the water?</p>\
            """,
            "Two metres deep."),
        Arguments.of(
            "a mail passed on by Gmail",
            """
            <div dir="ltr">Please answer her.<br><br><div class="gmail_quote"><div dir="ltr"
            class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Ada</b><br>Date: Tue,
            3 Mar 2026<br>Subject: Boats<br>To: Bert<br></div><br><br>I want a boat.</div></div>\
            """,
            """
            Please answer her.

            ---------- Forwarded message ---------
            From: Ada
            Date: Tue, 3 Mar 2026
            Subject: Boats
            To: Bert

            I want a boat.\
            """),
        Arguments.of(
            "a mail passed on by Apple Mail",
            """
            <div>For you.</div><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br>
            <div><b>From: </b>Ada</div><div><b>Subject: </b>Boats</div><br><div>I want a boat.</div>
            </blockquote></div>\
            """,
            "For you.\n\nBegin forwarded message:\n\nFrom: Ada\nSubject: Boats\n\nI want a boat."),
        Arguments.of(
            "a newsletter",
            """
            <html><body><div style="display:none;max-height:0">You will not believe it</div><table
            width="600"><tr><td><img src="https://example.org/o.gif" width="1" height="1"><h1>Spring
            sale</h1></td></tr><tr><td><p>All oars <b>half price</b>.</p><a
            href="https://example.org/buy">Buy now</a></td></tr></table><script>track()</script>
            </body></html>\
            """,
            "Spring sale\n\nAll oars half price.\n\nBuy now"),
        Arguments.of(
            "only a quote",
            """
            <div><br></div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Ada<br>
            <b>To:</b> Bert</div><div>Nothing above.</div>\
            """,
            "From: Ada\nTo: Bert\nNothing above."),
        Arguments.of(
            "lists",
            """
            <p>Bring:</p><ul><li>rope</li><li>oars<ol><li>long</li><li>short</li></ol></li></ul><p>Soon.
            </p>\
            """,
            "Bring:\n\n- rope\n- oars\n  1. long\n  2. short\n\nSoon."),
        Arguments.of(
            "a closing in German",
            """
            <p>Das Boot liegt am Steg.</p><p>Mit freundlichen Grüßen<br>Bert Müller<br>Hafenstraße 3
            </p>\
            """,
            "Das Boot liegt am Steg."));
  }
}
