package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.store.sqlite.segment.StorageFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// One connection to the database with its prepared statements. Used by one thread at a time.
///
/// A statement must not be used again while its own rows are being visited.
final class Db implements AutoCloseable {
  private static final int FULL = 13;
  private static final int CONSTRAINT = 19;
  private static final int MISMATCH = 20;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private Db(Connection connection) {
    this.connection = connection;
  }

  /// Opens the database file, making it if it is missing.
  ///
  /// @param cacheKib page cache of this connection
  static Db open(Path file, int cacheKib, boolean readOnly) {
    Db db;
    try {
      db = new Db(connect(file));
    } catch (SQLException e) {
      throw failure("open", e);
    }
    try {
      db.exec("PRAGMA busy_timeout=10000");
      if (!readOnly) {
        db.exec("PRAGMA page_size=4096");
        db.exec("PRAGMA journal_mode=WAL");
        // Checkpoints does it earlier; this is for when it cannot.
        db.exec("PRAGMA wal_autocheckpoint=16000");
      }
      db.exec("PRAGMA synchronous=FULL");
      db.exec("PRAGMA temp_store=MEMORY");
      db.exec("PRAGMA cache_size=-" + cacheKib);
      if (readOnly) {
        db.exec("PRAGMA query_only=ON");
      }
      return db;
    } catch (StorageFailure e) {
      db.close();
      throw e;
    }
  }

  /// Opens a copy that nobody else uses, without a write-ahead log beside it.
  static Db openCopy(Path file) {
    try {
      Db db = new Db(connect(file));
      db.exec("PRAGMA journal_mode=DELETE");
      db.exec("PRAGMA synchronous=FULL");
      return db;
    } catch (SQLException e) {
      throw failure("open", e);
    }
  }

  /// The driver would prepare and run a query for the row id after each change, and in its own
  /// automatic mode try to begin a transaction before each statement, which fails inside of one.
  /// Transactions begin and end by statements here; outside of one SQLite commits each statement.
  private static Connection connect(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc.get_generated_keys", "false");
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("COMMIT");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /// Runs a statement that is not worth preparing.
  void exec(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /// Runs a change.
  ///
  /// @return the number of rows it touched
  int run(String sql, @Nullable Object... values) {
    try {
      return bound(sql, values).executeUpdate();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /// Inserts a row and returns its row id.
  long insert(String sql, @Nullable Object... values) {
    run(sql, values);
    return number("SELECT last_insert_rowid()");
  }

  /// Returns all rows.
  <T> List<T> list(Row<T> row, String sql, @Nullable Object... values) {
    List<T> found = new ArrayList<>();
    each(rows -> found.add(row.read(rows)), sql, values);
    return found;
  }

  /// Returns the first row.
  <T> Optional<T> one(Row<T> row, String sql, @Nullable Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /// Returns the first column of the first row; 0 if there is no row or it is NULL.
  long number(String sql, @Nullable Object... values) {
    return one(rows -> rows.getLong(1), sql, values).orElse(0L);
  }

  /// Visits all rows.
  void each(Visit visit, String sql, @Nullable Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      while (rows.next()) {
        visit.row(rows);
      }
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case Long number -> statement.setLong(at, number);
      case Integer number -> statement.setInt(at, number);
      case byte[] bytes -> statement.setBytes(at, bytes);
      case String text -> statement.setString(at, text);
      case null -> statement.setObject(at, null);
      default -> throw new IllegalArgumentException("cannot bind " + value.getClass());
    }
  }

  /// A statement that failed is of no more use: the driver has taken it apart.
  private StorageFailure failed(String sql, SQLException e) {
    PreparedStatement broken = statements.remove(sql);
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
    }
    return failure(sql, e);
  }

  private static StorageFailure failure(String what, SQLException e) {
    int code = e.getErrorCode() & 0xff;
    Fault fault = code == FULL ? Fault.STORAGE_FULL : Fault.UNAVAILABLE;
    boolean whole = code != CONSTRAINT && code != MISMATCH && code != 1;
    return new StorageFailure(fault, whole, "database: " + what, e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure("close", e);
    }
  }

  /// Reads one row.
  interface Row<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /// Takes one row.
  interface Visit {
    void row(ResultSet rows) throws SQLException;
  }
}
