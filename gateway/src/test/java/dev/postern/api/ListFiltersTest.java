package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.SystemFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every filter of `GET /messages` (spec/api-data.md section 2.2) in each spelling, over mail of
/// which it is known what each must find.
class ListFiltersTest {
  @TempDir private Path directory;
  private ListingStage ann;
  private MailTx.Added offer;
  private MailTx.Added reply;

  @BeforeEach
  void fill() throws IOException {
    ann = new ListingStage(directory);
    offer =
        ann.add(
            "From: Bob <bob@x.test>\nTo: ann@agents.test\nCc: Eve <eve@x.test>\n"
                + "Subject: March offer Größe\nMessage-ID: <1@x>\n",
            1,
            FolderId.INBOX);
    reply =
        ann.add(
            "From: Eve <EVE@x.test>\n"
                + "To: ann@agents.test, bob@x.test\n"
                + "Subject: Re: March offer Größe\n"
                + "In-Reply-To: <1@x>\n",
            2,
            FolderId.ARCHIVE,
            SystemFlag.SEEN,
            SystemFlag.FLAGGED);
    ann.add(
        "From: ann@agents.test\nTo: eve@x.test\nBcc: hid@x.test\nSubject: abcMarch123\n"
            + "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n",
        3,
        FolderId.SENT,
        SystemFlag.SEEN);
    ann.add("From: ann@agents.test\nTo: bob@x.test\nSubject: later\n", 4, FolderId.DRAFTS);
    ann.agent.commit(tx -> {
      tx.mergeThreads(offer.thread(), List.of(reply.thread()));
      return tx;
    });
    ann.describe(offer.message(), Map.of("key1", "a,b", "key2", "x y", "other", "z"));
  }

  @AfterEach
  void stop() {
    ann.close();
  }

  private void assertFinds(String query, Integer... wanted) {
    List<String> dates =
        List.of(wanted).stream()
            .map(second -> Long.toString(ListingStage.NOON.getEpochSecond() + second))
            .toList();
    ApiStage.Answer answer = ann.get("/messages?" + query);
    assertThat(answer.status()).as(query + " " + answer.text()).isEqualTo(200);
    assertThat(answer.list().stream().map(m -> m.number("date").orElseThrow().toString()))
        .as(query)
        .containsExactlyElementsOf(dates);
    assertThat(answer.json().has("next_cursor")).as(query).isFalse();
  }

  @Test
  void addressesAreOneOfManyInTheFieldThatIsNamed() {
    assertFinds("", 3, 2, 1);
    assertFinds("any_email=EVE@x.test", 3, 2, 1);
    assertFinds("any_email=hid@x.test", 3);
    assertFinds("any_email=hid@x.test,bob@x.test", 3, 2, 1);
    assertFinds("any_email=hid@x.test&any_email=nobody@x.test", 3);
    assertFinds("any_email=nobody@x.test,+hid%40x.test", 3);
    assertFinds("from=eve@x.test", 2);
    assertFinds("from=eve@x.test&from=bob@x.test", 2, 1);
    assertFinds("from=eve@x.test,bob@x.test", 2, 1);
    assertFinds("to=bob@x.test", 2);
    assertFinds("to=bob@x.test&to=eve@x.test", 3, 2);
    assertFinds("cc=eve@x.test", 1);
    assertFinds("bcc=hid@x.test", 3);
    assertFinds("from=eve@x.test&to=bob@x.test", 2);
    assertFinds("from=eve@x.test&cc=eve@x.test");
    assertFinds("from=", 3, 2, 1);
    assertFinds("any_email=" + addresses(24) + ",hid@x.test", 3);
    assertThat(ann.get("/messages?any_email=" + addresses(26)).text())
        .contains("any_email must name at most 25");
  }

  private static String addresses(int count) {
    return String.join(",", IntStream.range(0, count).mapToObj(i -> "a" + i + "@y.test").toList());
  }

  @Test
  void foldersAreOneOfMany() {
    assertFinds("in=inbox", 1);
    assertFinds("in=inbox&in=archive", 2, 1);
    assertFinds("in=sent,archive", 3, 2);
    assertFinds("in=drafts", 4);
    assertFinds("in=drafts&in=inbox", 4, 1);
    assertFinds("in=nope");
    assertFinds("in=nope,inbox", 1);
  }

  @Test
  void theSubjectMatchesByWholeWordsInAnyCase() {
    assertFinds("subject=march", 2, 1);
    assertFinds("subject=MARCH+gr%C3%B6%C3%9Fe", 2, 1);
    assertFinds("subject=offer%20march", 2, 1);
    assertFinds("subject=abcmarch123", 3);
    assertFinds("subject=arch");
    assertFinds("subject=march+missing");
    assertFinds("subject=...");
  }

  @Test
  void flagsAreTrueOrFalseInAnyCase() {
    assertFinds("unread=true", 1);
    assertFinds("unread=True", 1);
    assertFinds("unread=false", 3, 2);
    assertFinds("unread=False&in=archive", 2);
    assertFinds("starred=True", 2);
    assertFinds("starred=false", 3, 1);
    assertFinds("has_attachment=true", 3);
    assertFinds("has_attachment=FALSE", 2, 1);
    assertFinds("has_attachment=true&in=inbox");
    assertFinds("unread=true&in=archive");
    assertFinds("unread=", 3, 2, 1);
  }

  @Test
  void aThreadIsFoundByItsIdAndTimesAreStrict() {
    assertFinds("thread_id=" + offer.thread(), 2, 1);
    assertFinds("thread_id=" + reply.thread(), 2, 1);
    assertFinds("thread_id=0000000000000");
    assertFinds("thread_id=nope");
    long noon = ListingStage.NOON.getEpochSecond();
    assertFinds("received_after=" + (noon + 1), 3, 2);
    assertFinds("received_before=" + (noon + 2), 1);
    assertFinds("received_after=" + noon + "&received_before=" + (noon + 3), 2, 1);
    assertFinds("received_after=" + (noon + 3) + "&received_before=" + noon);
    assertFinds("received_after=999999999999999999");
    assertFinds("received_before=999999999999999999", 3, 2, 1);
    assertFinds("received_before=0");
  }

  @Test
  void metadataIsFoundByItsFiveKeysAlone() {
    assertFinds("metadata_pair=key1:a,b", 1);
    assertFinds("metadata_pair=key1%3Aa%2Cb", 1);
    assertFinds("metadata_pair=key1:a,b,key2:x+y", 1);
    assertFinds("metadata_pair=key2:x%20y&metadata_pair=key1:a,b", 1);
    assertFinds("metadata_pair=key1:a");
    assertFinds("metadata_pair=key1:A,b");
    assertFinds("metadata_pair=key1:a,b,key2:other");
    assertFinds("metadata_pair=key5:x");
    ann.describe(offer.message(), Map.of("key5", "x"));
    assertFinds("metadata_pair=key5:x", 1);
    assertFinds("metadata_pair=key2:x+y");
    assertFinds("metadata_pair=key5:x&limit=3&select=date&fields=standard", 1);
  }

  @Test
  void whatMeansNothingHereIsTolerated() {
    assertFinds("offset=20&query_imap=x&shared_from=a&shared_folder_id=b&foo&limit=", 3, 2, 1);
    assertFinds("q=march", 2, 1);
    assertFinds("q=march&in=inbox&unread=true&from=bob@x.test&has_attachment=false", 1);
  }

  @Test
  void fieldsChangeEveryItem() {
    assertThat(ann.get("/messages?in=inbox&fields=include_basic_headers").text())
        .contains("{\"name\":\"Message-ID\",\"value\":\"<1@x>\"}")
        .doesNotContain("\"name\":\"Subject\"");
    assertThat(ann.get("/messages?in=inbox&fields=INCLUDE_HEADERS").text())
        .contains("{\"name\":\"Subject\",\"value\":\"March offer Größe\"}");
    assertThat(ann.get("/messages?in=inbox&fields=raw_mime").text())
        .contains("\"raw_mime\":")
        .doesNotContain("\"subject\"");
    assertThat(ann.get("/messages?in=inbox&select=subject,unread").text())
        .matches(
            ".*\"data\":\\[\\{\"id\":\"[^\"]+\",\"grant_id\":\"[^\"]+\",\"object\":\"message\","
                + "\"subject\":\"[^\"]+\",\"unread\":true}]}");
    assertThat(ann.get("/messages?in=inbox&select=subject&select=body").list().getFirst())
        .satisfies(item -> {
          assertThat(item.has("body")).isTrue();
          assertThat(item.has("subject")).isTrue();
          assertThat(item.has("to")).isFalse();
        });
  }
}
