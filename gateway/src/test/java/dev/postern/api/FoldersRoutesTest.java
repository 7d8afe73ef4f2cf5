package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.SystemFlag;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders (spec/api-data.md section 5).
class FoldersRoutesTest {
  @TempDir private Path directory;
  private ListingStage ann;

  @BeforeEach
  void start() throws IOException {
    ann = new ListingStage(directory);
  }

  @AfterEach
  void stop() {
    ann.close();
  }

  private Answer make(String members) {
    return ann.stage.call("POST", ann.path + "/folders", "{" + members + "}");
  }

  private Answer put(String id, String members) {
    return ann.stage.call("PUT", ann.path + "/folders/" + id, "{" + members + "}");
  }

  private List<String> names(String query) {
    return ann.all("/folders?" + query, "name");
  }

  @Test
  void theSystemFoldersAreWords() {
    assertThat(ann.get("/folders").text())
        .contains(
            "{\"id\":\"inbox\",\"grant_id\":\""
                + ann.grant
                + "\",\"object\":\"folder\",\"name\":\"inbox\",\"system_folder\":true,"
                + "\"attributes\":[\"\\\\Inbox\"],\"total_count\":0,\"unread_count\":0,"
                + "\"child_count\":0}");
    for (JsonBody folder : ann.get("/folders").list()) {
      String name = folder.text("name").orElseThrow();
      String attribute = "\\" + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT);
      assertThat(folder.texts("attributes").orElseThrow())
          .containsExactly(attribute + name.substring(1));
      assertThat(folder.text("id")).contains(name);
    }
    assertThat(names("")).containsExactly("inbox", "sent", "drafts", "trash", "junk", "archive");
  }

  @Test
  void aFolderIsSeenAtOnceByEveryDoorUnderOneId() {
    Answer made = make("\"name\":\"Wörk\",\"attributes\":[\"x\"],\"id\":\"mine\"");
    assertThat(made.data().texts("attributes")).contains(List.of());
    assertThat(made.data().flag("system_folder")).contains(false);
    Optional<Folder> seen = ann.agent.read(read -> read.folderNamed("Wörk"));
    assertThat(seen.orElseThrow().id().value()).isEqualTo(made.id());
    Set<String> subscribed = ann.agent.read(MailRead::subscriptions);
    assertThat(subscribed).contains("Wörk");
    FolderId other = ann.agent.create("Other");
    assertThat(ann.get("/folders/" + other).data().text("name")).contains("Other");
  }

  @Test
  void coloursAreKept() {
    String id = make("\"name\":\"a\",\"text_color\":\"#fff\",\"background_color\":\"#000\"").id();
    assertThat(ann.get("/folders/" + id).data().text("text_color")).contains("#fff");
    put(id, "\"background_color\":\"#123456\"");
    JsonBody changed = put(id, "\"name\":\"b\"").data();
    assertThat(changed.text("text_color")).contains("#fff");
    assertThat(changed.text("background_color")).contains("#123456");
    JsonBody cleared = put(id, "\"text_color\":\"\",\"background_color\":null").data();
    assertThat(cleared.has("text_color")).isFalse();
    assertThat(cleared.text("background_color")).contains("#123456");
    assertThat(put("inbox", "\"text_color\":\"red\",\"name\":\"inbox\"").status()).isEqualTo(200);
    assertThat(ann.get("/folders?select=text_color").text()).contains("\"text_color\":\"red\"");
  }

  @Test
  void foldersNestMoveAndAreRenamed() {
    String top = make("\"name\":\"Top\"").id();
    String mid = make("\"name\":\"mid\",\"parent_id\":\"" + top + "\"").id();
    String low = make("\"name\":\"Top/mid/low\"").id();
    assertThat(ann.get("/folders/" + low).data().text("parent_id")).contains(mid);
    assertThat(ann.get("/folders/" + top).data().number("child_count")).contains(1L);
    assertThat(names("parent_id=" + top)).containsExactly("Top/mid");
    assertThat(names("parent_id=nope")).isEmpty();
    assertThat(names("single_level=True")).hasSize(7).contains("Top");

    assertThat(put(mid, "\"name\":\"middle\"").data().text("name")).contains("Top/middle");
    assertThat(
            put(mid, "\"name\":\"Top/middle\",\"parent_id\":\"" + top + "\"").data().text("name"))
        .contains("Top/middle");
    assertThat(ann.get("/folders/" + low).data().text("name")).contains("Top/middle/low");
    JsonBody moved = put(low, "\"parent_id\":\"\"").data();
    assertThat(moved.text("name")).contains("low");
    assertThat(moved.has("parent_id")).isFalse();
    assertThat(put(low, "\"parent_id\":\"archive\",\"name\":\"x\"").data().text("name"))
        .contains("Archive/x");
    assertThat(put(low, "\"name\":\"New/y\"").data().text("name")).contains("New/y");
    assertThat(names("")).contains("New");
    assertThat(put(low, "").data().text("name")).contains("New/y");
  }

  @Test
  void aFolderGoesWithItsMessages() {
    String id = make("\"name\":\"Gone\"").id();
    String message = ann.add("Subject: x\n", 1, new FolderId(id)).message().toString();
    ann.add("Subject: y\n", 2, new FolderId(id), SystemFlag.SEEN);
    JsonBody counted = ann.get("/folders/" + id).data();
    assertThat(counted.number("total_count")).contains(2L);
    assertThat(counted.number("unread_count")).contains(1L);
    Answer deleted = ann.stage.call("DELETE", ann.path + "/folders/" + id, "");
    assertThat(deleted.text()).matches("\\{\"request_id\":\"[^\"]+\"}");
    assertThat(ann.get("/messages/" + message).status()).isEqualTo(404);
    assertThat(ann.get("/folders/" + id).status()).isEqualTo(404);
    Optional<Folder> left = ann.agent.read(read -> read.folderNamed("Gone"));
    assertThat(left).isEmpty();
  }

  @Test
  void namesAreText() {
    assertThat(make("\"name\":\"Cafe\\u0301\"").data().text("name")).contains("Café");
    assertThat(make("\"name\":\"Café\"").status()).isEqualTo(409);
    assertThat(make("\"name\":\"" + "n".repeat(1024) + "\"").status()).isEqualTo(200);
    assertThat(make("\"name\":\"" + "n".repeat(1025) + "\"").status()).isEqualTo(400);
    String emoji = "\uD83D\uDCA9".repeat(1024);
    assertThat(make("\"name\":\"" + emoji + "\"").data().text("name")).contains(emoji);
    for (String name :
        List.of("a b", "%*", "<i>", "日本語", "a.b", "\\\"q\\\"", "~", "work", "Work")) {
      assertThat(make("\"name\":\"" + name + "\"").status()).as(name).isEqualTo(200);
    }
  }

  @Test
  void pagesHoldEveryFolderOnceWhateverHappensInBetween() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(make("\"name\":\"f" + (20 - i) + "\"").id());
    }
    List<String> seen = new ArrayList<>();
    String token = "";
    int made = 0;
    do {
      Answer page = ann.get("/folders?limit=3" + token);
      assertThat(page.list()).hasSizeLessThanOrEqualTo(3);
      page.list().forEach(folder -> seen.add(folder.text("id").orElseThrow()));
      token = page.json().text("next_cursor").map(next -> "&page_token=" + next).orElse("");
      put(ids.get(11 - made), "\"name\":\"0" + made + "\"");
      if (made < 5) {
        make("\"name\":\"1" + made + "\"");
        ann.stage.call("DELETE", ann.path + "/folders/" + seen.getLast(), "");
      }
      made++;
    } while (!token.isEmpty());
    assertThat(seen).doesNotHaveDuplicates().containsAll(ids.subList(0, 12));
  }
}
