package dev.postern.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Quota;
import dev.postern.rules.Limit;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageQuotaTest {
  private static final AccountId ANN = new AccountId(7);
  private static final Quota OF_ALL = new Quota(OptionalLong.of(1000), OptionalLong.of(5));

  private final AtomicLong changes = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private Guard guard = Guard.NONE;

  private Optional<Grant> grant(AccountId account) {
    asked.incrementAndGet();
    UUID id = new UUID(0, account.value());
    return account.equals(ANN)
        ? Optional.of(
            new Grant(id, ANN, id, id, "a@b.test", "", false, false, Instant.EPOCH, Instant.EPOCH))
        : Optional.empty();
  }

  private StorageQuota within(Quota configured) {
    return new StorageQuota(configured, this::grant, _ -> guard, changes::get);
  }

  @ParameterizedTest
  @CsvSource({"999, 999", "1000, 1000", "1001, 1000", "0, 0"})
  void theSmallerOneHolds(long allowed, long holds) {
    guard = Held.to(Limit.STORAGE, allowed);
    assertThat(within(OF_ALL).apply(ANN))
        .isEqualTo(new Quota(OptionalLong.of(holds), OptionalLong.of(5)));
    assertThat(within(Quota.NONE).apply(ANN).octets()).hasValue(allowed);
  }

  @Test
  void withoutALimitOfItsOwnAnAccountHasThatOfAll() {
    assertThat(within(OF_ALL).apply(ANN)).isEqualTo(OF_ALL);
    guard = Held.to(Limit.STORAGE, 3);
    assertThat(within(OF_ALL).apply(AccountId.NOBODY)).isEqualTo(OF_ALL);
  }

  @Test
  void itIsAskedOnceForEachChange() {
    StorageQuota quota = within(Quota.NONE);
    for (int i = 0; i < 5; i++) {
      assertThat(quota.apply(ANN)).isEqualTo(Quota.NONE);
    }
    assertThat(asked.get()).isEqualTo(1);
    guard = Held.to(Limit.STORAGE, 3);
    changes.incrementAndGet();
    assertThat(quota.apply(ANN).octets()).hasValue(3);
    assertThat(asked.get()).isEqualTo(2);
  }
}
