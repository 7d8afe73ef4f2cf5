package dev.postern.conformance.load;

import dev.postern.conformance.client.Json;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The server that is measured, and what was found.
record Bench(Postern server, Map<String, String> found) {
  static Bench of(Postern server) {
    return new Bench(server, new LinkedHashMap<>());
  }

  ServerCost cost() {
    return new ServerCost(server.pid());
  }

  KeepAlive client() throws IOException {
    return new KeepAlive(server.port("api"), server.api().key());
  }

  /// Makes agents and returns their addresses.
  List<String> agents(int count) {
    List<String> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      agents.add(server.agent("load"));
    }
    return agents;
  }

  String path(String agent) {
    return "/v3/grants/" + server.grant(agent);
  }

  /// Sends a mail and returns the id of the sender's copy.
  String send(KeepAlive client, String from, String to, String subject) throws IOException {
    String body =
        Json.write(
            Map.of(
                "to",
                List.of(Map.of("email", to)),
                "subject",
                subject,
                "body",
                "<p>" + "Words to fill a mail of usual size. ".repeat(60) + "</p>"));
    String answer = client.call("POST", path(from) + "/messages/send", body);
    return Json.read(answer).path("data").path("id").asString();
  }

  void tell(String what, String figure) {
    found.put(what, figure);
    System.out.println(what + ": " + figure);
  }
}
