package dev.postern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.ConfigException;
import dev.postern.config.ConfigSource;
import dev.postern.rules.Limit;
import dev.postern.rules.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which plan holds, and what the operator's own numbers make of it.
class PlanSettingsTest {
  @TempDir private Path data;

  private Settings with(String... sets) throws ConfigException {
    return new Settings(
        new ConfigSource(Optional.empty(), Optional.of(data), List.of(sets), Map.of())
            .load()
            .config());
  }

  private Plan plan(String... sets) throws ConfigException {
    return with(sets).plan();
  }

  @Test
  void thereIsNoPlanUnlessOneIsNamed() throws ConfigException {
    assertThat(plan()).isEqualTo(Plan.NONE);
    assertThat(plan("limits.plan=free")).isEqualTo(Plan.FREE);
    assertThat(plan("limits.plan=full")).isEqualTo(Plan.FULL);
    assertThat(plan("limits.preset=nylas", "limits.plan=none")).isEqualTo(Plan.NONE);
    assertThat(plan("limits.preset=nylas", "limits.plan=full")).isEqualTo(Plan.FULL);
  }

  @Test
  void thePresetBringsTheFreePlanButDeletesNothing() throws ConfigException {
    Plan plan = plan("limits=nylas");
    assertThat(plan.accounts()).hasValue(3);
    assertThat(plan.limits())
        .containsEntry(Limit.DAILY_SENT, 200L)
        .doesNotContainKeys(Limit.INBOX_RETENTION, Limit.SPAM_RETENTION);
    assertThat(with("limits=nylas").sends().perSecond()).hasValue(5);
    assertThat(with("limits=nylas", "limits.plan=full").sends().perDay()).isEmpty();
  }

  @Test
  void sendsADayAreTheOperatorsAndStorageIsTheSmallerOne() throws ConfigException {
    assertThat(plan("limits.plan=free", "limits.sends-per-day=1000").limits())
        .containsEntry(Limit.DAILY_SENT, 1000L);
    assertThat(plan("limits.sends-per-day=7").limits()).isEqualTo(Map.of(Limit.DAILY_SENT, 7L));
    assertThat(plan("limits.plan=free", "quota.storage=1GiB").limits())
        .containsEntry(Limit.STORAGE, 1L << 30);
    assertThat(plan("limits.plan=free", "quota.storage=5GiB").limits())
        .containsEntry(Limit.STORAGE, 3L << 30);
    assertThat(plan("quota.storage=5GiB").limits()).isEqualTo(Map.of(Limit.STORAGE, 5L << 30));
  }
}
