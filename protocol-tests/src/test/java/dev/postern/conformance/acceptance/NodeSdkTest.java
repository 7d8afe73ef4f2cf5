package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.postern.conformance.peer.Node;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The official Node SDK, unchanged, over every resource: the tests of `src/test/node`.
class NodeSdkTest {
  // One line for each test, and for one that failed a block that says why.
  private static final Pattern RESULT =
      Pattern.compile("(?m)^ *(not )?ok \\d+ - (.*)\\n((?: *---\\n(?:.*\\n)*? *\\.\\.\\.\\n)?)");

  @AutoClose private Postern server;
  private Node node;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    node = Node.ready();
    server = Postern.start();
  }

  @TestFactory
  Stream<DynamicTest> theOfficialNodeSdkWorksUnchanged() throws IOException, InterruptedException {
    Node.Ran ran =
        node.test(Map.of("POSTERN_API", server.api().url(), "POSTERN_KEY", server.api().key()));
    var results = RESULT.matcher(ran.output()).results().toList();
    assertThat(results).as(ran.output()).hasSizeGreaterThan(20);
    if (ran.code() != 0 && results.stream().allMatch(result -> result.group(1) == null)) {
      fail(ran.output());
    }
    return results.stream().map(NodeSdkTest::test);
  }

  private static DynamicTest test(MatchResult result) {
    return DynamicTest.dynamicTest(
        result.group(2), () -> assertThat(result.group(1)).as(result.group(3)).isNull());
  }
}
