package dev.postern.guard;

import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.ItemList;
import dev.postern.rules.ListStore;
import dev.postern.rules.ListType;
import dev.postern.rules.MailFacts;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SomeRules;
import dev.postern.rules.Trigger;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Measures rules. Run by hand: `java … RuleSpeed <scratch directory> <rules> <lists> <items>`.
///
/// Each rule asks whether the author's domain is in one of the lists, which it is in none.
public final class RuleSpeed {
  private static final UUID APPLICATION = new UUID(1, 1);
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final int MAILS = 20_000;

  private RuleSpeed() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "rules");
    int rules = Integer.parseInt(args[1]);
    int lists = Integer.parseInt(args[2]);
    int items = Integer.parseInt(args[3]);
    try (ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        SqliteEngine engine =
            SqliteEngine.open(
                EngineOptions.in(directory),
                InstantSource.system(),
                Thread.ofPlatform().daemon().factory(),
                timer)) {
      long start = System.nanoTime();
      List<UUID> ids = fill(engine.lists(), lists, items);
      System.out.printf(
          "stored %d lists in %d ms%n", lists, (System.nanoTime() - start) / 1_000_000);
      var memberships = new Memberships(engine.lists(), Long.MAX_VALUE);
      load(memberships, ids);
      RuleSet set = RuleSet.of(rules(rules, ids), memberships);
      for (int round = 0; round < 5; round++) {
        evaluate(set);
      }
      change(memberships, ids.getFirst());
    }
  }

  private static List<UUID> fill(ListStore store, int lists, int items) {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < lists; i++) {
      UUID id = new UUID(7, i);
      ids.add(id);
      store.add(new ItemList(id, APPLICATION, "list", "", ListType.DOMAIN, 0, NOW, NOW), lists + 1);
      List<String> names = new ArrayList<>();
      for (int n = 0; n < items; n++) {
        names.add("host-" + i + "-" + n + ".example.com");
      }
      ItemList _ = store.addItems(APPLICATION, id, names, items, NOW);
    }
    return ids;
  }

  private static void load(Memberships memberships, List<UUID> ids) {
    long before = heap();
    long longest = 0;
    long start = System.nanoTime();
    for (UUID id : ids) {
      long began = System.nanoTime();
      if (!memberships
          .holding("host-" + id.getLeastSignificantBits() + "-7.example.com")
          .test(id)) {
        throw new IllegalStateException("lost");
      }
      longest = Math.max(longest, System.nanoTime() - began);
    }
    System.out.printf(
        "loaded in %d ms, the longest in %d ms; heap %d KiB a list%n",
        (System.nanoTime() - start) / 1_000_000,
        longest / 1_000_000,
        (heap() - before) / 1024 / ids.size());
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static List<Rule> rules(int count, List<UUID> lists) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Condition listed =
          new Condition(
              "from.domain", Comparison.IN_LIST, List.of(lists.get(i % lists.size()).toString()));
      rules.add(
          SomeRules.rule(
              i,
              i % 1000,
              Trigger.INBOUND,
              Match.Operator.ALL,
              List.of(listed),
              List.of(new Action.Block())));
    }
    return rules;
  }

  private static void evaluate(RuleSet set) {
    byte[] octets =
        "From: <ann@news.example.org>\r\nSubject: hello\r\n\r\nhi\r\n"
            .getBytes(StandardCharsets.UTF_8);
    MemorySegment mail = MemorySegment.ofArray(octets);
    Digest digest = MessageReader.read(mail);
    long longest = 0;
    long start = System.nanoTime();
    for (int i = 0; i < MAILS; i++) {
      long began = System.nanoTime();
      String sender = "ann" + i + "@news.example.org";
      MailFacts facts =
          MailFacts.inbound(digest, mail, sender, "bob@agents.example", Optional.empty());
      if (set.evaluate(facts).isBlocked()) {
        throw new IllegalStateException("blocked");
      }
      longest = Math.max(longest, System.nanoTime() - began);
    }
    System.out.printf(
        "%.1f us a mail, the longest %d us%n",
        (System.nanoTime() - start) / 1000.0 / MAILS, longest / 1000);
  }

  private static void change(Memberships memberships, UUID list) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      items.add("new-" + i + ".example.com");
    }
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      ItemList _ = memberships.addItems(APPLICATION, list, items, 1_000_000, NOW);
      long added = System.nanoTime();
      boolean there = memberships.holding("new-7.example.com").test(list);
      long asked = System.nanoTime();
      ItemList _ = memberships.removeItems(APPLICATION, list, items, NOW);
      System.out.printf(
          "1,000 items more: %d us, then asked: %s, %d us; fewer: %d us%n",
          (added - start) / 1000,
          there,
          (asked - added) / 1000,
          (System.nanoTime() - asked) / 1000);
    }
  }
}
