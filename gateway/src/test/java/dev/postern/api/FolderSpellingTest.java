package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.FolderId;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folder names that look the same: mail clients make them with accents apart or together, the API
/// together. They are two folders, each keeps its name, and neither is in the way of the other.
class FolderSpellingTest {
  private static final String TOGETHER = "\u00dcber";
  private static final String APART = "U\u0308ber";

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

  private Answer make(String name) {
    return ann.stage.call("POST", ann.path + "/folders", "{\"name\":\"" + name + "\"}");
  }

  private Answer put(FolderId id, String members) {
    return ann.stage.call("PUT", ann.path + "/folders/" + id.value(), "{" + members + "}");
  }

  private List<String> names() {
    List<String> all = ann.all("/folders", "name");
    return all.subList(6, all.size());
  }

  private String name(FolderId id) {
    return ann.agent.folder(id).name();
  }

  @Test
  void aClientsAndTheApisSpellingAreTwoFolders() {
    FolderId apart = ann.agent.create(APART);
    assertThat(make(APART).data().text("name")).contains(TOGETHER);
    assertThat(make(TOGETHER).status()).isEqualTo(409);
    assertThat(make(APART).status()).isEqualTo(409);
    assertThat(names()).containsExactlyInAnyOrder(APART, TOGETHER);
    ann.add("Subject: s\n", 1, apart);
    assertThat(ann.get("/messages?in=" + apart.value()).list()).hasSize(1);
    assertThat(ann.stage.call("DELETE", ann.path + "/folders/" + apart.value(), "").status())
        .isEqualTo(200);
    assertThat(names()).containsExactly(TOGETHER);
  }

  /// What is listed can be sent back with another colour.
  @Test
  void aFolderThatIsSentBackKeepsItsNameAndPlace() {
    FolderId parent = ann.agent.create(APART);
    FolderId child = ann.agent.create(APART + "/" + APART);
    ann.agent.create(TOGETHER);
    for (FolderId id : List.of(parent, child)) {
      String before = name(id);
      for (String spelling : List.of(before, before.replace(APART, TOGETHER))) {
        Answer changed = put(id, "\"name\":\"" + spelling + "\",\"background_color\":\"#00ff00\"");
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(changed.data().text("background_color")).contains("#00ff00");
        assertThat(name(id)).isEqualTo(before);
      }
    }
    assertThat(names()).hasSize(3);
  }

  @Test
  void aFolderBelowAClientsSpellingIsMadeAndMovedThere() {
    FolderId parent = ann.agent.create(APART);
    JsonBody made =
        ann.stage
            .call(
                "POST",
                ann.path + "/folders",
                "{\"name\":\"x\",\"parent_id\":\"" + parent.value() + "\"}")
            .data();
    assertThat(made.text("name")).contains(APART + "/x");
    FolderId other = new FolderId(make("y").id());
    assertThat(put(other, "\"parent_id\":\"" + parent.value() + "\"").status()).isEqualTo(200);
    assertThat(name(other)).isEqualTo(APART + "/y");
    assertThat(put(other, "\"name\":\"" + TOGETHER + "\"").status()).isEqualTo(200);
    assertThat(name(other)).isEqualTo(APART + "/" + TOGETHER);
    assertThat(put(parent, "\"name\":\"z\"").status()).isEqualTo(200);
    assertThat(name(other)).isEqualTo("z/" + TOGETHER);
  }
}
