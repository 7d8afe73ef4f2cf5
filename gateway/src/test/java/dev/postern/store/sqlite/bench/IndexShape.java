package dev.postern.store.sqlite.bench;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Measures two shapes of the placement index in raw SQL: plain rows, and pages of 128 or 256
/// placements with a narrow table for unread mail, of rows or of pages too. Run by hand; prints one
/// table. Times are medians in milliseconds, commits with `synchronous=FULL` included.
public final class IndexShape {
  private static final int MANY = 1_000_000;
  private static final int FOLDER = 100_000;
  private static final int STORED = 10_000;
  private static final int RUNS = 15;
  private static final int COLD = 16;
  private static final int MARK = 12;

  private final Connection db;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private long sink;

  private IndexShape(Path directory) throws SQLException {
    db = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("bench.db"));
    execute("PRAGMA page_size=8192");
    execute("PRAGMA journal_mode=WAL");
    execute("PRAGMA synchronous=FULL");
    execute("PRAGMA cache_size=-65536");
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "shape");
    IndexShape bench = new IndexShape(directory);
    System.out.printf(
        Locale.ROOT,
        "%-14s%12s%12s%12s%12s%12s%n",
        "",
        "STORE seen",
        "STORE other",
        "STORE one",
        "SELECT",
        "API unread");
    bench.rows();
    bench.pages(128, false);
    bench.pages(256, false);
    bench.pages(128, true);
    System.out.println("checksum " + bench.sink);
  }

  private void rows() throws SQLException {
    execute(
        "CREATE TABLE placement(account INT, folder INT, uid INT, flags INT, keywords INT,"
            + " modseq INT, message INT, revision INT, date INT, zone INT, saved INT, size INT,"
            + " PRIMARY KEY(account,folder,uid)) WITHOUT ROWID");
    execute("CREATE INDEX placement_unread ON placement(account,date,message) WHERE flags&1=0");
    execute("BEGIN");
    try (PreparedStatement insert =
        db.prepareStatement("INSERT INTO placement VALUES(1,?,?,?,0,1,?,0,?,0,?,4000)")) {
      for (int i = 0; i < MANY; i++) {
        insert.setInt(1, i / FOLDER);
        insert.setInt(2, i % FOLDER);
        insert.setInt(3, i % 20 == 0 ? 0 : 1);
        insert.setLong(4, (long) i << 21);
        insert.setInt(5, i);
        insert.setInt(6, i);
        insert.executeUpdate();
      }
    }
    execute("COMMIT");
    double[] store = new double[RUNS];
    double[] other = new double[RUNS];
    double[] single = new double[RUNS];
    double[] load = new double[RUNS];
    double[] unread = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      int bit = i % 2;
      store[i] =
          time(() ->
              execute(
                  "UPDATE placement SET flags="
                      + bit
                      + ", modseq=2 WHERE account=1 AND folder=3 AND uid<"
                      + STORED));
      other[i] =
          time(() ->
              execute(
                  "UPDATE placement SET flags=flags|8, modseq=modseq+1 WHERE account=1 AND folder=6"
                      + " AND uid<"
                      + STORED));
      single[i] =
          time(() ->
              execute(
                  "UPDATE placement SET flags="
                      + bit
                      + ", modseq=3 WHERE account=1 AND folder=4"
                      + " AND uid=77"));
      load[i] =
          time(() ->
              query(
                  "SELECT uid,flags,keywords,modseq,message,revision,date,zone,saved,size FROM"
                      + " placement WHERE account=1 AND folder=5 ORDER BY uid",
                  10));
      unread[i] =
          time(() ->
              query(
                  "SELECT message FROM placement WHERE account=1 AND flags&1=0"
                      + " ORDER BY date DESC, message DESC LIMIT 50",
                  1));
    }
    print("rows", store, other, single, load, unread);
    execute("DROP TABLE placement");
  }

  private void pages(int size, boolean packed) throws SQLException {
    execute(
        "CREATE TABLE hot(account INT, folder INT, first INT, data BLOB,"
            + " PRIMARY KEY(account,folder,first)) WITHOUT ROWID");
    execute(
        "CREATE TABLE cold(account INT, folder INT, first INT, data BLOB,"
            + " PRIMARY KEY(account,folder,first)) WITHOUT ROWID");
    execute(
        "CREATE TABLE unread(account INT, date INT, message INT, folder INT, uid INT,"
            + " PRIMARY KEY(account,date,message,folder,uid)) WITHOUT ROWID");
    execute("BEGIN");
    for (int folder = 0; folder < MANY / FOLDER; folder++) {
      for (int first = 0; first < FOLDER; first += size) {
        int count = Math.min(size, FOLDER - first);
        put("INSERT INTO hot VALUES(1,?,?,?)", folder, first, hot(first, count));
        put("INSERT INTO cold VALUES(1,?,?,?)", folder, first, new byte[count * COLD]);
      }
    }
    execute(
        "CREATE TABLE marks(account INT, date INT, data BLOB, PRIMARY KEY(account,date))"
            + " WITHOUT ROWID");
    for (int i = 0; i < MANY; i += 20) {
      unread(i, true);
    }
    List<Integer> marked = new ArrayList<>();
    for (int i = 0; i < MANY; i += 20) {
      marked.add(i);
    }
    writeMarks(marked, size);
    execute("COMMIT");
    double[] store = new double[RUNS];
    double[] other = new double[RUNS];
    double[] single = new double[RUNS];
    double[] load = new double[RUNS];
    double[] unread = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      boolean seen = i % 2 == 0;
      store[i] = time(() -> flag(3, 0, STORED, size, seen, !packed, packed));
      other[i] = time(() -> flag(6, 0, STORED, size, seen, false, false));
      single[i] = time(() -> flag(4, 77, 78, size, seen, !packed, packed));
      load[i] = time(this::load);
      unread[i] =
          time(() ->
              query(
                  packed
                      ? "SELECT length(data) FROM marks WHERE account=1 ORDER BY date DESC LIMIT 2"
                      : "SELECT message FROM unread WHERE account=1"
                          + " ORDER BY date DESC, message DESC LIMIT 50",
                  1));
    }
    print((packed ? "all paged, " : "pages of ") + size, store, other, single, load, unread);
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
    execute("DROP TABLE hot");
    execute("DROP TABLE cold");
    execute("DROP TABLE unread");
    execute("DROP TABLE marks");
  }

  private static byte[] hot(int first, int count) {
    ByteBuffer out = ByteBuffer.allocate(count * 13);
    for (int i = 0; i < count; i++) {
      out.putInt(first + i).put((byte) ((first + i) % 20 == 0 ? 0 : 1)).putLong(1);
    }
    return out.array();
  }

  private void put(String sql, int folder, int first, byte[] data) throws SQLException {
    PreparedStatement statement = prepare(sql);
    statement.setInt(1, folder);
    statement.setInt(2, first);
    statement.setBytes(3, data);
    statement.executeUpdate();
  }

  private void unread(int number, boolean add) throws SQLException {
    String sql =
        add
            ? "INSERT OR IGNORE INTO unread VALUES(1,?,?,?,?)"
            : "DELETE FROM unread WHERE account=1 AND date=? AND message=? AND folder=? AND uid=?";
    PreparedStatement statement = prepare(sql);
    statement.setInt(1, number);
    statement.setLong(2, (long) number << 21);
    statement.setInt(3, number / FOLDER);
    statement.setInt(4, number % FOLDER);
    statement.executeUpdate();
  }

  private void writeMarks(List<Integer> numbers, int size) throws SQLException {
    for (int i = 0; i < numbers.size(); i += size) {
      List<Integer> page = numbers.subList(i, Math.min(numbers.size(), i + size));
      ByteBuffer data = ByteBuffer.allocate(page.size() * MARK);
      for (int each : page) {
        data.putInt(each).putLong((long) each << 21);
      }
      PreparedStatement statement = prepare("INSERT INTO marks VALUES(1,?,?)");
      statement.setInt(1, page.getFirst());
      statement.setBytes(2, data.array());
      statement.executeUpdate();
    }
  }

  /// Writes anew the pages of marks that have any of the messages.
  private void mark(int from, int to, int size, boolean add) throws SQLException {
    PreparedStatement select =
        prepare(
            "SELECT date,data FROM marks WHERE account=1 AND date<?1 AND date>=(SELECT max(date)"
                + " FROM marks WHERE account=1 AND date<=?2)");
    select.setInt(1, to);
    select.setInt(2, from);
    TreeSet<Integer> numbers = new TreeSet<>();
    List<Integer> pages = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        pages.add(rows.getInt(1));
        ByteBuffer data = ByteBuffer.wrap(rows.getBytes(2));
        for (; data.hasRemaining(); data.getLong()) {
          numbers.add(data.getInt());
        }
      }
    }
    for (int page : pages) {
      PreparedStatement delete = prepare("DELETE FROM marks WHERE account=1 AND date=?");
      delete.setInt(1, page);
      delete.executeUpdate();
    }
    numbers.subSet(from, to).clear();
    for (int i = from; add && i < to; i++) {
      numbers.add(i);
    }
    writeMarks(List.copyOf(numbers), size);
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = db.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  /// Reads each page, changes flag and MODSEQ, writes it, and keeps the narrow table: the worst
  /// case, in which every message changes between read and unread.
  private void flag(
      int folder, int from, int to, int size, boolean seen, boolean narrow, boolean packed)
      throws SQLException {
    execute("BEGIN");
    if (packed) {
      mark(folder * FOLDER + from, folder * FOLDER + to, size, !seen);
    }
    for (int first = from / size * size; first < to; first += size) {
      byte[] page;
      PreparedStatement select =
          prepare("SELECT data FROM hot WHERE account=1 AND folder=? AND first=?");
      select.setInt(1, folder);
      select.setInt(2, first);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        page = row.getBytes(1);
      }
      ByteBuffer data = ByteBuffer.wrap(page);
      for (int i = Math.max(0, from - first); i < page.length / 13 && first + i < to; i++) {
        data.put(i * 13 + 4, (byte) (seen ? 1 : 0)).putLong(i * 13 + 5, 2);
        if (narrow) {
          unread(folder * FOLDER + first + i, !seen);
        }
      }
      put("REPLACE INTO hot VALUES(1,?,?,?)", folder, first, page);
    }
    execute("COMMIT");
  }

  private void load() throws SQLException {
    try (Statement statement = db.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT h.data,c.data FROM hot h JOIN cold c USING(account,folder,first)"
                    + " WHERE h.account=1 AND h.folder=5 ORDER BY h.first")) {
      while (rows.next()) {
        ByteBuffer hot = ByteBuffer.wrap(rows.getBytes(1));
        byte[] cold = rows.getBytes(2);
        while (hot.hasRemaining()) {
          sink += hot.getInt() + hot.get() + hot.getLong();
        }
        for (byte each : cold) {
          sink += each;
        }
      }
    }
  }

  private void query(String sql, int columns) throws SQLException {
    try (Statement statement = db.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          sink += rows.getLong(i);
        }
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(sql);
    }
  }

  private static double time(Step step) throws SQLException {
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static void print(String shape, double[]... columns) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-14s", shape));
    for (double[] column : columns) {
      Arrays.sort(column);
      line.append(String.format(Locale.ROOT, "%12.2f", column[column.length / 2]));
    }
    System.out.println(line);
  }

  /// One measured step.
  private interface Step {
    void run() throws SQLException;
  }
}
