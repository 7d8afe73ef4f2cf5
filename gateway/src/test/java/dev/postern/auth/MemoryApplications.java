package dev.postern.auth;

import dev.postern.auth.Application.Branding;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Applications in a list.
final class MemoryApplications implements ApplicationStore {
  private final List<Application> applications = new ArrayList<>();
  private final List<StoredKey> keys = new ArrayList<>();

  MemoryApplications() {
    applications.add(
        new Application(
            new UUID(1, 1),
            "Postern",
            new UUID(2, 2),
            Instant.EPOCH,
            Branding.NONE,
            Instant.EPOCH));
  }

  @Override
  public synchronized Application first() {
    return applications.getFirst();
  }

  @Override
  public synchronized Optional<Application> application(UUID id) {
    return applications.stream().filter(known -> known.id().equals(id)).findFirst();
  }

  @Override
  public synchronized Optional<Application> named(String name) {
    return applications.stream().filter(known -> known.name().equalsIgnoreCase(name)).findFirst();
  }

  @Override
  public synchronized Application create(String name, Instant now) {
    if (named(name).isPresent()) {
      throw new GatewayException(Fault.ALREADY_EXISTS, "an application with this name exists");
    }
    applications.add(
        new Application(UUID.randomUUID(), name, UUID.randomUUID(), now, Branding.NONE, now));
    return applications.getLast();
  }

  @Override
  public synchronized void show(Application application) {
    applications.replaceAll(old -> old.id().equals(application.id()) ? application : old);
  }

  @Override
  public synchronized List<StoredKey> keys() {
    return List.copyOf(keys);
  }

  @Override
  public synchronized void addKey(StoredKey key, int most) {
    keys.add(key);
  }

  @Override
  public synchronized void replaceKeys(StoredKey key) {
    keys.removeIf(old -> old.key().application().equals(key.key().application()));
    keys.add(key);
  }

  @Override
  public synchronized boolean removeKey(UUID id) {
    return keys.removeIf(old -> old.key().id().equals(id));
  }
}
