package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// Makes, changes and deletes workspaces and says who is in which (spec/api-admin.md section 3.4).
///
/// Listeners run on the calling thread after a change is durable, before it is answered, and must
/// not block. Safe for concurrent use.
public final class Workspaces {
  private static final int MOST = 1000;
  private static final int MOST_RULES = 10_000;
  private static final int MOST_GRANTS = 500;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_DOMAIN = 253;

  private final WorkspaceStore store;
  private final InstantSource clock;
  private final List<Runnable> onChange = new CopyOnWriteArrayList<>();

  /// What a workspace is to be.
  ///
  /// @param name 1 to 256 characters
  /// @param domain of which addresses it gathers
  /// @param autoGroup empty: if it has a domain
  /// @param rules up to 10,000; those named twice count once
  public record NewWorkspace(
      String name,
      Optional<String> domain,
      Optional<Boolean> autoGroup,
      Optional<UUID> policy,
      List<UUID> rules,
      boolean requireApproval) {
    /// Keeps a copy.
    public NewWorkspace {
      rules = List.copyOf(rules);
    }
  }

  /// What is to become of a workspace; what is empty stays.
  ///
  /// @param domain must be the one it has
  /// @param policy empty inside: it is detached
  /// @param rules in place of all it has
  public record WorkspacePatch(
      Optional<String> name,
      Optional<String> domain,
      Optional<Boolean> autoGroup,
      Optional<Optional<UUID>> policy,
      Optional<List<UUID>> rules,
      Optional<Boolean> requireApproval) {}

  /// Makes the workspaces of this store.
  public Workspaces(WorkspaceStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Calls `listener` after each change of what holds in a workspace.
  public void listen(Runnable listener) {
    onChange.add(listener);
  }

  /// Returns an application's workspaces, the default one first.
  public List<Workspace> of(UUID application) {
    return store.workspaces(application);
  }

  /// Returns a workspace of an application by its id.
  ///
  /// @throws GatewayException with NOT_FOUND
  public Workspace get(UUID application, UUID id) {
    return store
        .workspace(id)
        .filter(found -> found.application().equals(application))
        .orElseThrow(Workspaces::notFound);
  }

  /// Returns a workspace of an application by its domain.
  ///
  /// @throws GatewayException with NOT_FOUND
  public Workspace ofDomain(UUID application, String domain) {
    return parsed(domain)
        .flatMap(name -> store.ofDomain(application, name))
        .orElseThrow(Workspaces::notFound);
  }

  /// Makes a workspace.
  ///
  /// @throws GatewayException with INVALID if a value breaks its rule, LIMIT if the application has
  ///   1,000
  public Workspace create(UUID application, NewWorkspace wanted) {
    checkName(wanted.name());
    Optional<String> domain =
        wanted
            .domain()
            .map(text ->
                parsed(text)
                    .orElseThrow(() -> invalid("domain must be a name such as example.com")));
    boolean autoGroup = wanted.autoGroup().orElse(domain.isPresent());
    checkAutoGroup(autoGroup, domain);
    var now = clock.instant();
    Workspace made =
        new Workspace(
            UUID.randomUUID(),
            application,
            wanted.name(),
            domain,
            autoGroup,
            false,
            wanted.policy(),
            checkedRules(wanted.rules()),
            wanted.requireApproval(),
            now,
            now);
    try {
      store.add(made, MOST);
    } finally {
      changed();
    }
    return store.workspace(made.id()).orElse(made);
  }

  /// Changes a workspace. Of the default one, name and grouping stay as they are.
  ///
  /// @throws GatewayException with NOT_FOUND, or INVALID if a value breaks its rule
  public Workspace patch(UUID application, UUID id, WorkspacePatch patch) {
    try {
      return store.edit(application, id, old -> patched(old, patch));
    } finally {
      changed();
    }
  }

  private Workspace patched(Workspace old, WorkspacePatch patch) {
    patch.name().ifPresent(Workspaces::checkName);
    String name = patch.name().orElse(old.name());
    boolean autoGroup = patch.autoGroup().orElse(old.autoGroup());
    if (patch.domain().isPresent()
        && !patch.domain().flatMap(Workspaces::parsed).equals(old.domain())) {
      throw invalid("domain cannot be changed");
    }
    if (old.isDefault() && !name.equals(old.name())) {
      throw invalid("name of the default workspace cannot be changed");
    }
    if (old.isDefault() && autoGroup != old.autoGroup()) {
      throw invalid("auto_group of the default workspace cannot be changed");
    }
    checkAutoGroup(autoGroup, old.domain());
    return new Workspace(
        old.id(),
        old.application(),
        name,
        old.domain(),
        autoGroup,
        old.isDefault(),
        patch.policy().orElse(old.policyId()),
        patch.rules().map(Workspaces::checkedRules).orElse(old.ruleIds()),
        patch.requireApproval().orElse(old.requireApproval()),
        old.createdAt(),
        clock.instant());
  }

  /// Deletes a workspace; its accounts move to the default one.
  ///
  /// @throws GatewayException with NOT_FOUND, or INVALID for the default one
  public void delete(UUID application, UUID id) {
    boolean removed;
    try {
      removed = store.remove(application, id, clock.instant());
    } finally {
      changed();
    }
    if (!removed) {
      throw notFound();
    }
  }

  /// Moves accounts into a workspace, and others out of it into the default one: whoever is in none
  /// would be under no rules. All of them move, or nobody.
  ///
  /// @param into up to 500, wherever they are
  /// @param out up to 500; those that are not in it stay where they are
  /// @return those that were moved out
  /// @throws GatewayException with NOT_FOUND, or INVALID that names what is wrong
  public List<UUID> assign(UUID application, UUID id, List<UUID> into, List<UUID> out) {
    checkCount("assign_grants", into);
    checkCount("remove_grants", out);
    if (into.isEmpty() && out.isEmpty()) {
      throw invalid("assign_grants or remove_grants must name a grant");
    }
    Set<UUID> both = new HashSet<>(into);
    both.retainAll(out);
    if (!both.isEmpty()) {
      throw invalid("remove_grants: %s is in assign_grants too".formatted(both.iterator().next()));
    }
    Set<UUID> coming = new LinkedHashSet<>(into);
    return store.assign(application, id, coming, new LinkedHashSet<>(out), clock.instant());
  }

  /// Returns where a new account of an application begins: in the workspace that its maker named,
  /// else in that of its domain if this gathers, else in the default one. See [Placement].
  public UUID placeOf(Application application, Optional<UUID> named, String domain) {
    if (named.isPresent()
        && store
            .workspace(named.get())
            .filter(found -> found.application().equals(application.id()))
            .isEmpty()) {
      throw invalid("workspace_id is not a workspace of this application");
    }
    return named
        .or(() ->
            store
                .ofDomain(application.id(), domain)
                .filter(Workspace::autoGroup)
                .map(Workspace::id))
        .orElse(application.defaultWorkspaceId());
  }

  /// Reads a domain as a person writes it: lower case, IDNs as A-labels.
  static Optional<String> parsed(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    return name.isEmpty() || name.length() > LONGEST_DOMAIN || name.startsWith("[")
        ? Optional.empty()
        : MailAddresses.parse("x@" + name).map(MailAddress::domain);
  }

  private static List<UUID> checkedRules(List<UUID> rules) {
    if (rules.size() > MOST_RULES) {
      throw invalid("rule_ids must have at most %d entries".formatted(MOST_RULES));
    }
    return List.copyOf(new LinkedHashSet<>(rules));
  }

  private static void checkName(String name) {
    int length = name.codePointCount(0, name.length());
    if (name.isBlank()
        || length > LONGEST_NAME
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw invalid("name must have 1 to 256 characters, none of them a control character");
    }
  }

  private static void checkAutoGroup(boolean autoGroup, Optional<String> domain) {
    if (autoGroup && domain.isEmpty()) {
      throw invalid("auto_group needs a domain");
    }
  }

  private static void checkCount(String field, List<UUID> grants) {
    if (grants.size() > MOST_GRANTS) {
      throw invalid("%s must have at most %d entries".formatted(field, MOST_GRANTS));
    }
  }

  private void changed() {
    onChange.forEach(Runnable::run);
  }

  private static GatewayException invalid(String what) {
    return new GatewayException(Fault.INVALID, what);
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "workspace not found");
  }
}
