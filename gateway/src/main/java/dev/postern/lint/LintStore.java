package dev.postern.lint;

import java.util.List;
import java.util.UUID;

/// The port to an engine for lints. What is read may lack what was written last.
public interface LintStore {
  /// Adds what was noticed to what is there of the same account, source and kind. Of accounts that
  /// are gone nothing is kept.
  ///
  /// @param most of one account; beyond, what was noticed longest ago is dropped
  void add(List<Lint> noticed, int most);

  /// Returns the lints of an application's accounts, the last noticed first.
  ///
  /// @param unknown whether those that belong to no account come too
  List<Lint> lints(UUID application, boolean unknown, int limit, int offset);
}
