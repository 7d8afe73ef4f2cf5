package dev.postern.conformance.crash;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.crash.Ledger.Stage;
import dev.postern.conformance.crash.Ledger.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What one client does again and again until the server is gone.
///
/// @param name is unique in the whole test: tokens begin with it
record Work(Crowd crowd, String name, SplittableRandom random) {
  /// Keywords that STORE goes through; one of them is always the only flag.
  static final int TURNS = 8;

  private static final Pattern APPENDUID = Pattern.compile("APPENDUID \\d+ (\\d+)");

  /// How many messages a client brings in before it throws most of them away.
  private static final int LOAD = 10;

  /// One client's life.
  interface Loop {
    void run(Work work, int count) throws IOException;
  }

  /// The mix: who runs beside whom.
  static List<Loop> mix() {
    return List.of(
        Work::appends,
        Work::appends,
        Work::mx,
        Work::mx,
        Work::submits,
        Work::submits,
        Work::sends,
        Work::moves,
        Work::moves,
        Work::churns,
        Work::stores);
  }

  /// What makes segments mostly garbage, beside the mix.
  static List<Loop> waste() {
    return List.of(Work::wastes, Work::wastes);
  }

  private Ledger ledger() {
    return crowd.ledger();
  }

  private Letter letter(int number) {
    int lines = random.nextInt(40) == 0 ? 6_000 : random.nextInt(60);
    return new Letter(name + "-" + number, lines);
  }

  private byte[] bytes(Letter letter) {
    return letter.text(crowd.ann(), crowd.bob()).getBytes(StandardCharsets.US_ASCII);
  }

  private long append(Imap imap, String folder, int number, Way way) throws IOException {
    return append(imap, folder, letter(number), way);
  }

  private long append(Imap imap, String folder, Letter letter, Way way) throws IOException {
    ledger().tried(letter.token(), way);
    Matcher uid = APPENDUID.matcher(imap.append(folder, bytes(letter)).text());
    if (!uid.find()) {
      throw new IOException("no APPENDUID");
    }
    ledger().reached(letter.token(), Stage.STORED, Long.parseLong(uid.group(1)));
    return Long.parseLong(uid.group(1));
  }

  private void appends(int count) throws IOException {
    try (Imap imap = Imap.login(crowd.server(), crowd.ann())) {
      for (int i = 0; i < count; i++) {
        append(imap, "appended", i, Way.APPEND);
      }
    }
  }

  private void mx(int count) throws IOException {
    try (Smtp smtp = Smtp.mx(crowd.server())) {
      for (int i = 0; i < count; i++) {
        deliver(smtp, "peer@example.net", letter(i), Way.MX);
      }
    }
  }

  private void submits(int count) throws IOException {
    try (Smtp smtp = Smtp.submission(crowd.server(), crowd.ann())) {
      for (int i = 0; i < count; i++) {
        deliver(smtp, crowd.ann(), letter(i), Way.SUBMISSION);
      }
    }
  }

  private void deliver(Smtp smtp, String from, Letter letter, Way way) throws IOException {
    ledger().tried(letter.token(), way);
    smtp.send(from, crowd.bob(), letter.text(from, crowd.bob()));
    ledger().reached(letter.token(), Stage.STORED, 0);
  }

  private void sends(int count) throws IOException {
    Api api = crowd.server().api();
    String path = "/v3/grants/" + crowd.server().grant(crowd.ann()) + "/messages/send";
    for (int i = 0; i < count; i++) {
      String token = name + "-" + i;
      ledger().tried(token, Way.API);
      Map<String, ?> body =
          Map.of(
              "to",
              List.of(Map.of("email", crowd.bob())),
              "subject",
              token,
              "body",
              "end of " + token);
      Api.Answer answer = api.post(path, body);
      if (answer.status() != 200) {
        throw new IOException(answer.status() + " " + answer.json());
      }
      ledger().reached(token, Stage.STORED, 0);
    }
  }

  private void moves(int count) throws IOException {
    try (Imap imap = Imap.login(crowd.server(), crowd.ann())) {
      imap.command("SELECT from");
      for (int i = 0; i < count; i++) {
        long uid = append(imap, "from", i, Way.MOVE);
        String token = name + "-" + i;
        ledger().reached(token, Stage.MOVING, uid);
        imap.command("UID MOVE " + uid + " to");
        ledger().reached(token, Stage.MOVED, uid);
      }
    }
  }

  private void churns(int count) throws IOException {
    try (Imap imap = Imap.login(crowd.server(), crowd.ann())) {
      imap.command("SELECT churn");
      for (int i = 0; i < count; i++) {
        long uid = append(imap, "churn", i, Way.CHURN);
        ledger().reached(name + "-" + i, Stage.MOVING, uid);
        imap.command("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)");
        imap.command("UID EXPUNGE " + uid);
        ledger().reached(name + "-" + i, Stage.EXPUNGED, uid);
      }
    }
  }

  /// Many middling letters, of which one in ten stays: its body has to move when space is freed.
  private void wastes(int count) throws IOException {
    try (Imap imap = Imap.login(crowd.server(), crowd.ann())) {
      imap.command("SELECT churn");
      for (int load = 0; load < count * LOAD; load += LOAD) {
        var going = new ArrayList<Long>();
        for (int i = load; i < load + LOAD; i++) {
          Letter letter = new Letter(name + "-" + i, random.nextInt(1_500, 3_500));
          long uid = append(imap, "churn", letter, Way.CHURN);
          if (i % 10 != 0) {
            ledger().reached(letter.token(), Stage.MOVING, uid);
            going.add(uid);
          }
        }
        expunge(imap, going);
        for (int i = load; i < load + LOAD; i++) {
          if (i % 10 != 0) {
            ledger().reached(name + "-" + i, Stage.EXPUNGED, 0);
          }
        }
      }
    }
  }

  private static void expunge(Imap imap, List<Long> uids) throws IOException {
    String set = uids.stream().map(String::valueOf).collect(Collectors.joining(","));
    imap.command("UID STORE " + set + " +FLAGS.SILENT (\\Deleted)");
    imap.command("UID EXPUNGE " + set);
  }

  private void stores(int count) throws IOException {
    var uids = List.copyOf(ledger().flags().keySet());
    try (Imap imap = Imap.login(crowd.server(), crowd.ann())) {
      imap.command("SELECT flagged");
      for (int i = 0; i < count * 4; i++) {
        long uid = uids.get(random.nextInt(uids.size()));
        int turn = (ledger().flags().getOrDefault(uid, 0) + 1) % TURNS;
        imap.command("UID STORE " + uid + " FLAGS (turn" + turn + ")");
        ledger().flagged(uid, turn);
      }
    }
  }
}
