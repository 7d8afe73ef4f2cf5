package dev.postern.config;

import java.util.List;

/// A configuration with mistakes: all of them.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> errors;

  ConfigException(List<String> errors) {
    super(String.join("\n", errors));
    this.errors = List.copyOf(errors);
  }

  /// Returns one line for each mistake: where it stands, what is wrong, what was probably meant.
  public List<String> errors() {
    return errors;
  }
}
