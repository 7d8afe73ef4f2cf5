package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.rules.Plan;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes, changes and deletes accounts, and tells who must know (spec/api-admin.md section 2).
///
/// Listeners run on the calling thread after the change is durable, and must not block. Reading is
/// [GrantStore]'s.
public final class Grants {
  private static final Logger log = LoggerFactory.getLogger(Grants.class);

  private final GrantStore store;
  private final AccountDomains domains;
  private final AppPasswords passwords;
  private final Placement placement;
  private final Plan plan;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Consumer<Grant>> onDeleted = new CopyOnWriteArrayList<>();
  private final List<Consumer<Grant>> onCredentials = new CopyOnWriteArrayList<>();
  private final List<Consumer<Grant>> onBlocked = new CopyOnWriteArrayList<>();

  /// Makes the accounts of this store in the configured domains.
  public Grants(GrantStore store, AuthOptions options, InstantSource clock) {
    this(store, options, AccountDomains.of(options.domains()), clock);
  }

  /// Makes the accounts of this store in `domains`.
  public Grants(
      GrantStore store, AuthOptions options, AccountDomains domains, InstantSource clock) {
    this(store, options, domains, Placement.USUAL, Plan.NONE, clock);
  }

  /// Makes the accounts of this store in `domains`, as many as `plan` allows.
  public Grants(
      GrantStore store,
      AuthOptions options,
      AccountDomains domains,
      Placement placement,
      Plan plan,
      InstantSource clock) {
    this.store = store;
    this.domains = domains;
    this.passwords = new AppPasswords(options);
    this.placement = placement;
    this.plan = plan;
    this.clock = clock;
  }

  /// Makes an account that begins where [Placement] says.
  public Grant create(
      Application application, String email, Optional<String> appPassword, String name) {
    return create(application, email, appPassword, name, Optional.empty());
  }

  /// Makes an account; if the address has one, applies the new name, password and workspace to it
  /// and returns it with its id.
  ///
  /// @param application whose account it is or shall be
  /// @param email a `dot-atom` local part without `+`, and a domain of this server
  /// @param name 1 to 256 characters (code points), none of them a control character; empty for
  ///   none
  /// @param workspace one of the application's; empty: as [Placement] says
  /// @throws GatewayException with NOT_FOUND if the application has no such domain, with
  ///   ALREADY_EXISTS if another application has the address, with PLAN_LIMIT if it has as many
  ///   accounts as the plan allows, with INVALID if a value breaks its rule; nothing changed then
  public Grant create(
      Application application,
      String email,
      Optional<String> appPassword,
      String name,
      Optional<UUID> workspace) {
    MailAddress address = address(email);
    Optional<String> newName = Optional.of(name).filter(given -> !given.isEmpty());
    newName.ifPresent(Grants::checkName);
    appPassword.ifPresent(password -> passwords.check(password, address));
    domains.admit(application.id(), address.domain());
    lock.lock();
    try {
      UUID place = placement.of(application, workspace, address.domain());
      Optional<Grant> existing = store.grantOf(address.canonical());
      if (existing.isPresent()) {
        if (!existing.get().applicationId().equals(application.id())) {
          throw new GatewayException(
              Fault.ALREADY_EXISTS, "settings.email: the address is of another application");
        }
        return update(existing.get(), newName, appPassword, workspace, Optional.empty());
      }
      refuseAbovePlan(application);
      return store.create(
          new GrantStore.NewGrant(
              application,
              place,
              address.toString(),
              address.canonical(),
              name,
              appPassword.map(password -> passwords.hash(password, 1)),
              clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  private void refuseAbovePlan(Application application) {
    if (plan.accounts().isPresent()
        && store.count(application.id()) >= plan.accounts().getAsInt()) {
      throw new GatewayException(
          Fault.PLAN_LIMIT,
          "the application has the %d accounts that are the most for this plan"
              .formatted(plan.accounts().getAsInt()));
    }
  }

  /// Changes name, app password, or nothing of an account; what is empty stays.
  public Grant patch(
      UUID id, Optional<String> name, Optional<String> appPassword, Optional<String> email) {
    return patch(id, new GrantPatch(name, appPassword, email, Optional.empty(), Optional.empty()));
  }

  /// Changes an account; what is empty stays. Whoever is stopped is signed out everywhere.
  ///
  /// @throws GatewayException with NOT_FOUND, or with INVALID if a value breaks its rule; nothing
  ///   changed then
  public Grant patch(UUID id, GrantPatch patch) {
    lock.lock();
    try {
      Grant grant = store.grant(id).orElseThrow(Grants::notFound);
      MailAddress address = address(grant.email());
      if (patch
          .email()
          .filter(email -> !address(email).canonical().equals(address.canonical()))
          .isPresent()) {
        throw new GatewayException(Fault.INVALID, "settings.email cannot be changed");
      }
      patch.name().ifPresent(Grants::checkName);
      patch.appPassword().ifPresent(password -> passwords.check(password, address));
      return update(grant, patch.name(), patch.appPassword(), patch.workspace(), patch.blocked());
    } finally {
      lock.unlock();
    }
  }

  /// Deletes an account: its connections are closed, sign-in and its mail are refused.
  ///
  /// @return the account as it was
  /// @throws GatewayException with NOT_FOUND
  public Grant delete(UUID id) {
    Grant deleted = store.delete(id, clock.instant());
    tell(onDeleted, deleted);
    return deleted;
  }

  /// Calls `listener` with each account that was deleted.
  public void listenDeleted(Consumer<Grant> listener) {
    onDeleted.add(listener);
  }

  /// Calls `listener` with each account whose app password was replaced; whoever is signed in must
  /// sign in again.
  public void listenCredentials(Consumer<Grant> listener) {
    onCredentials.add(listener);
  }

  /// Calls `listener` with each account that was stopped, or goes on.
  public void listenBlocked(Consumer<Grant> listener) {
    onBlocked.add(listener);
  }

  private Grant update(
      Grant grant,
      Optional<String> name,
      Optional<String> appPassword,
      Optional<UUID> workspace,
      Optional<Boolean> blocked) {
    long version = store.credentials(grant.id()).map(Credentials::version).orElse(0L) + 1;
    GrantChange change =
        new GrantChange(
            name,
            appPassword.map(password -> passwords.hash(password, version)),
            workspace.filter(id -> !id.equals(grant.workspaceId())),
            blocked.filter(stopped -> stopped != grant.blocked()));
    if (change.equals(GrantChange.NONE)) {
      return grant;
    }
    Grant updated = store.update(grant.id(), change, clock.instant());
    if (appPassword.isPresent()) {
      tell(onCredentials, updated);
    }
    if (change.blocked().isPresent()) {
      tell(onBlocked, updated);
    }
    return updated;
  }

  private static MailAddress address(String email) {
    return AccountAddress.parse(email)
        .orElseThrow(() ->
            new GatewayException(
                Fault.INVALID, "settings.email must be an address of the form name@domain"));
  }

  private static void checkName(String name) {
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > 256) {
      throw new GatewayException(Fault.INVALID, "name must have 1 to 256 characters");
    }
    if (name.codePoints().anyMatch(Grants::breaksLines)) {
      throw new GatewayException(Fault.INVALID, "name must not have control characters");
    }
  }

  // A lone surrogate has no UTF-8 form, and U+2028/2029 end a line for some readers.
  private static boolean breaksLines(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || Character.getType(c) == Character.SURROGATE;
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "Grant not found");
  }

  private static void tell(List<Consumer<Grant>> listeners, Grant grant) {
    for (Consumer<Grant> listener : listeners) {
      try {
        listener.accept(grant);
      } catch (RuntimeException e) {
        log.error("a listener failed on grant {}", grant.id(), e);
      }
    }
  }
}
