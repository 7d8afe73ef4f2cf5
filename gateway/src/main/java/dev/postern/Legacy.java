package dev.postern;

import dev.postern.api.LegacyServices;
import dev.postern.auth.AuthOptions;
import dev.postern.auth.Devices;
import dev.postern.auth.Network;
import dev.postern.config.Config;
import dev.postern.config.PlaintextLogin;
import dev.postern.lint.Lints;
import dev.postern.smtp.FromPolicy;
import dev.postern.smtp.LegacyDoor;
import dev.postern.smtp.LegacyOptions;
import dev.postern.smtp.SmtpDoor;
import dev.postern.store.sqlite.SqliteEngine;
import java.time.InstantSource;
import java.util.Locale;

/// What is behind the listener of devices and old programs.
record Legacy(Devices devices, Lints lints) implements AutoCloseable {
  static Legacy on(SqliteEngine engine, AuthOptions auth, InstantSource clock) {
    return new Legacy(
        new Devices(engine.devices(), engine.grants(), auth, clock),
        new Lints(engine.lints(), clock));
  }

  LegacyDoor door(SmtpDoor.Parts smtp, Config config) {
    Config.Legacy legacy = config.legacy();
    LegacyOptions options =
        new LegacyOptions(
            legacy.networks().stream().map(Network::parse).toList(),
            legacy.startTls().equals("shown"),
            config.security().plaintextLogin() != PlaintextLogin.NEVER,
            from(legacy.from()));
    return SmtpDoor.legacy(smtp, options, devices, lints);
  }

  static FromPolicy from(String word) {
    return FromPolicy.valueOf(word.toUpperCase(Locale.ROOT));
  }

  LegacyServices services() {
    return new LegacyServices(devices, lints);
  }

  /// Writes what was noticed last.
  @Override
  public void close() {
    lints.close();
  }
}
