package dev.postern.mailauth.spf;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The public test suite of RFC 7208; its licence lies beside it.
final class Suite {
  private Suite() {}

  static List<Row> rows() throws IOException {
    var rows = new ArrayList<Row>();
    Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build());
    try (InputStream in = Suite.class.getResourceAsStream("rfc7208-tests.yml")) {
      for (Object document : load.loadAllFromInputStream(Objects.requireNonNull(in))) {
        Map<?, ?> scenario = (Map<?, ?>) document;
        Map<?, ?> zone = (Map<?, ?>) of(scenario, "zonedata");
        ((Map<?, ?>) of(scenario, "tests"))
            .forEach((name, test) -> rows.add(row(name.toString(), (Map<?, ?>) test, zone)));
      }
    }
    return rows;
  }

  private static Row row(String name, Map<?, ?> test, Map<?, ?> zone) {
    Object result = of(test, "result");
    List<String> results =
        result instanceof List<?> several
            ? several.stream().map(Object::toString).toList()
            : List.of(result.toString());
    return new Row(
        name,
        of(test, "helo").toString(),
        of(test, "host").toString(),
        Objects.toString(test.get("mailfrom"), ""),
        results,
        Optional.ofNullable(test.get("explanation")).map(Object::toString),
        zone);
  }

  private static Object of(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  /// One case.
  ///
  /// @param results any of these will do
  /// @param explanation of a fail, where the suite says one
  record Row(
      String name,
      String helo,
      String host,
      String sender,
      List<String> results,
      Optional<String> explanation,
      Map<?, ?> zone) {
    @Override
    public String toString() {
      return name;
    }
  }
}
