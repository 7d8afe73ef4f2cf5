package dev.postern.store.sqlite;

import dev.postern.auth.ConsentStore;
import dev.postern.auth.DeviceStore;
import dev.postern.auth.GrantStore;
import dev.postern.auth.RedirectUriStore;
import dev.postern.auth.ServiceAccountStore;
import dev.postern.auth.SettingStore;
import dev.postern.auth.TokenStore;
import dev.postern.auth.WorkspaceStore;
import dev.postern.delivery.TrackingStore;
import dev.postern.domains.DomainStore;
import dev.postern.lint.LintStore;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.AnnotationStore;
import dev.postern.mailbox.CounterStore;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.Quota;
import dev.postern.outbound.AnswerStore;
import dev.postern.outbound.ApprovalStore;
import dev.postern.outbound.DeskStore;
import dev.postern.outbound.QueueStore;
import dev.postern.outbound.ReputationStore;
import dev.postern.outbound.ScheduleStore;
import dev.postern.outbound.SuppressionStore;
import dev.postern.rules.EvaluationStore;
import dev.postern.rules.ListStore;
import dev.postern.rules.PolicyStore;
import dev.postern.rules.RuleStore;
import dev.postern.store.sqlite.segment.Appender;
import dev.postern.store.sqlite.segment.Disk;
import dev.postern.store.sqlite.segment.SegmentFiles;
import dev.postern.webhook.WebhookStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/// The embedded engine: one SQLite file for metadata, segment files for bodies, one directory.
///
/// SQLite's native library unpacks where the system property `org.sqlite.tmpdir` says.
public final class SqliteEngine implements AutoCloseable {
  private static final int WRITER_CACHE_KIB = 64 * 1024;

  private final DirectoryLock lock;
  private final Db writer;
  private final Readers readers;
  private final SegmentFiles files;
  private final Appender appender;
  private final Checkpoints checkpoints;
  private final ExecutorService syncs;
  private final Committer committer;
  private final SqliteTexts texts;
  private final SqliteMailStore mail;
  private final SqliteGrants grants;
  private final SqliteWorkspaces workspaces;
  private final SqliteSettings settings;
  private final SqliteTokens tokens;
  private final SqliteConsents consents;
  private final SqliteRedirectUris redirectUris;
  private final SqliteDomains domains;
  private final SqliteDevices devices;
  private final SqliteServiceAccounts serviceAccounts;
  private final SqliteLints lints;
  private final SqliteAnnotations annotations;
  private final SqliteQueue queue;
  private final SqliteWebhooks webhooks;
  private final Upkeep upkeep;
  private final Compaction compaction;
  private final Backup backup;
  private final Maintenance maintenance;
  private final EngineNumbers numbers;

  private SqliteEngine(
      EngineOptions options,
      InstantSource clock,
      ThreadFactory threads,
      ScheduledExecutorService scheduler,
      Disk disk,
      DirectoryLock lock)
      throws IOException {
    this.lock = lock;
    refuseLoneBodies(options);
    this.writer = Db.open(options.database(), WRITER_CACHE_KIB, false);
    prepare(writer, clock.instant());
    long lastSegment = writer.number("SELECT max(id) FROM segment");
    this.files = new SegmentFiles(options.segments(), disk, lastSegment);
    this.syncs = Executors.newSingleThreadExecutor(threads);
    this.appender = new Appender(files, options.segment(), syncs);
    new SegmentRepair(writer, files).run(appender);
    TextFile textFile = new TextFile(options.texts());
    Db textWriter = textFile.open(writer);
    this.readers = new Readers(options.database(), options.readers(), threads);
    this.checkpoints = new Checkpoints(options.database(), threads);
    this.committer = new Committer(writer, appender, checkpoints, threads);
    this.queue = new SqliteQueue(committer, readers, files, clock);
    this.texts = new SqliteTexts(textFile, textWriter, readers, files, threads);
    this.mail = new SqliteMailStore(committer, readers, files, queue, texts, clock, options);
    ApplicationLog log = new ApplicationLog(readers);
    this.grants = new SqliteGrants(committer, readers, log);
    this.workspaces = new SqliteWorkspaces(committer, readers, log);
    this.settings = new SqliteSettings(committer, readers);
    this.tokens = new SqliteTokens(committer, readers);
    this.consents = new SqliteConsents(committer, readers);
    this.redirectUris = new SqliteRedirectUris(committer, readers);
    this.domains = new SqliteDomains(committer, readers);
    this.devices = new SqliteDevices(committer, readers);
    this.serviceAccounts = new SqliteServiceAccounts(committer, readers);
    this.lints = new SqliteLints(committer, readers);
    this.annotations = new SqliteAnnotations(committer, readers);
    this.webhooks = new SqliteWebhooks(committer, readers, log);
    this.upkeep = new Upkeep(committer, readers, texts, clock, options);
    this.compaction = new Compaction(committer, readers, files, appender, options.segment());
    this.backup = new Backup(options, files);
    this.numbers = new EngineNumbers(readers, committer, clock);
    this.maintenance = new Maintenance(upkeep, compaction, threads, scheduler, options.upkeep());
  }

  /// Opens a data directory, making it if it is missing, and repairs what a crash left behind.
  ///
  /// @param threads makes platform threads for the committer, readers and background work
  /// @param scheduler only starts background work
  /// @throws EngineRefusal if another process has the directory or its schema is newer
  /// @throws dev.postern.fault.GatewayException if the disk fails
  public static SqliteEngine open(
      EngineOptions options,
      InstantSource clock,
      ThreadFactory threads,
      ScheduledExecutorService scheduler) {
    return open(options, clock, threads, scheduler, new Disk());
  }

  static SqliteEngine open(
      EngineOptions options,
      InstantSource clock,
      ThreadFactory threads,
      ScheduledExecutorService scheduler,
      Disk disk) {
    try {
      DirectoryLock lock = DirectoryLock.take(options.directory());
      try {
        return new SqliteEngine(options, clock, threads, scheduler, disk, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EngineRefusal("the data directory cannot be opened: " + e.getMessage(), e);
    }
  }

  /// In a new database no row would name them, and what no row names is removed.
  private static void refuseLoneBodies(EngineOptions options) throws IOException {
    Path database = options.database();
    boolean missing = !Files.exists(database) || Files.size(database) == 0;
    if (missing && SegmentFiles.hasAny(options.segments())) {
      throw new EngineRefusal(
          database
              + " is missing, but there are messages in "
              + options.segments()
              + ": bring the database back, or restore a backup");
    }
  }

  /// Makes a new database complete, also one whose first start was cut off.
  private static void prepare(Db db, Instant now) {
    Schema.migrate(db);
    if (db.number("SELECT count(*) FROM application") == 0) {
      db.exec("BEGIN IMMEDIATE");
      UidValidity.start(db, now.getEpochSecond());
      SqliteApplications.makeFirst(db, now);
      db.exec("COMMIT");
    }
  }

  /// Returns the mailboxes.
  public MailStore mail() {
    return mail;
  }

  /// Returns grants, and the applications they belong to.
  public GrantStore grants() {
    return grants;
  }

  /// Returns the groups of accounts under the same policy and rules.
  public WorkspaceStore workspaces() {
    return workspaces;
  }

  /// Returns what is set for single accounts.
  public SettingStore settings() {
    return settings;
  }

  /// Returns access tokens.
  public TokenStore tokens() {
    return tokens;
  }

  /// Returns where applications have people sent back to.
  public RedirectUriStore redirectUris() {
    return redirectUris;
  }

  /// Returns who administers applications with signed requests.
  public ServiceAccountStore serviceAccounts() {
    return serviceAccounts;
  }

  /// Returns devices that hand mail in at the legacy listener.
  public DeviceStore devices() {
    return devices;
  }

  /// Returns what clients do wrong.
  public LintStore lints() {
    return lints;
  }

  /// Returns the domains that are hosted here.
  public DomainStore domains() {
    return domains;
  }

  /// Returns what sign-in in a browser gives.
  public ConsentStore consents() {
    return consents;
  }

  /// Returns what clients noted.
  public AnnotationStore annotations() {
    return annotations;
  }

  /// Returns the outbound queue, for people.
  public DeskStore queueDesk() {
    return new SqliteDesk(committer, readers);
  }

  /// Returns the outbound queue.
  public QueueStore queue() {
    return queue;
  }

  /// Returns the addresses that applications do not send to.
  public SuppressionStore suppressions() {
    return new SqliteSuppressions(committer, readers);
  }

  /// Returns what is counted of each account's mail.
  public ReputationStore reputation() {
    return new SqliteReputation(committer, readers);
  }

  /// Returns a number that is another one after each move of an account to another workspace.
  public long moves() {
    return workspaces.moves() + grants.moves();
  }

  /// Holds each account to its own quota from now on, not to the one in [EngineOptions].
  ///
  /// @param quotas is asked for each transaction, on the thread that wants it
  public void limit(Function<AccountId, Quota> quotas) {
    mail.limit(quotas);
  }

  /// Returns the records of evaluations.
  public EvaluationStore evaluations() {
    return new SqliteEvaluations(readers);
  }

  /// Returns what is counted of each account.
  public CounterStore counters() {
    return (account, kind, period) ->
        readers.glance(db -> CountersUnit.count(db, account.value(), kind, period));
  }

  /// Returns mail to be sent later.
  public ScheduleStore schedules() {
    return new SqliteSchedules(readers, files);
  }

  /// Returns mail that waits for consent.
  public ApprovalStore approvals() {
    return new SqliteApprovals(readers, files);
  }

  /// Returns the answers to requests that carried a key.
  public AnswerStore answers() {
    return new SqliteAnswers(readers);
  }

  /// Returns what is kept of tracked messages.
  public TrackingStore tracking() {
    return new SqliteTracking(readers);
  }

  /// Returns webhook state.
  public WebhookStore webhooks() {
    return webhooks;
  }

  /// Returns policies.
  public PolicyStore policies() {
    return new SqlitePolicies(committer, readers);
  }

  /// Returns rules.
  public RuleStore rules() {
    return new SqliteRules(committer, readers);
  }

  /// Returns lists that rules look into.
  public ListStore lists() {
    return new SqliteLists(committer, readers);
  }

  /// Returns what waits and what was written.
  public EngineNumbers numbers() {
    return numbers;
  }

  /// Makes one small write.
  ///
  /// @throws dev.postern.fault.GatewayException with STORAGE_FULL or UNAVAILABLE if it cannot
  public void check() {
    int _ =
        committer.commit(
            unit -> unit.db().run("INSERT OR REPLACE INTO meta(name,number) VALUES('checked',1)"));
  }

  /// Does now what otherwise happens in the background: removes what deleted mail left behind and
  /// gathers the living part of segments that are mostly garbage.
  public void compact() {
    upkeep.run();
    compaction.run();
    texts.compact();
  }

  /// Checks the database's structure, the folders' counters, and every body against its SHA-256.
  public Verification verify() {
    return readers.read(db -> new Verifier(db, files).verify());
  }

  /// Writes a consistent copy of everything into `directory`, which must be empty or missing, while
  /// the engine goes on working. The copy is verified before this returns.
  ///
  /// @throws EngineRefusal if the directory is not empty or the disk fails
  public void backup(Path directory) {
    backup.write(directory);
  }

  /// Makes a data directory from a backup. See [Restore] for what is changed on the way.
  ///
  /// @throws EngineRefusal if the backup is incomplete or damaged, or `data` has a database already
  public static Restore restore(Path backup, Path data) {
    return new Restoration(backup, data).run();
  }

  /// Indexes the text of all mail that is there.
  void indexTexts() {
    texts.catchUp();
  }

  /// Bounds the database file, in pages of 4 KiB, as a full disk would.
  void limitPages(long pages) {
    committer.commit(unit -> {
      unit.db().number("PRAGMA max_page_count=" + pages);
      return true;
    });
  }

  /// Finishes the work under way and closes all files.
  @Override
  public void close() {
    maintenance.close();
    committer.close();
    texts.close();
    readers.close();
    checkpoints.close();
    compaction.close();
    appender.close();
    syncs.close();
    files.close();
    writer.close();
    try {
      lock.close();
    } catch (IOException e) {
      throw new EngineRefusal("the lock file cannot be closed", e);
    }
  }
}
