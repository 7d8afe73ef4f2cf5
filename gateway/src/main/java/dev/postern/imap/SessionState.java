package dev.postern.imap;

import dev.postern.auth.Grant;
import dev.postern.imap.wire.Command;

/// Where a session stands (RFC 9051 section 3). What a state needs is in its record.
sealed interface SessionState {
  record NotAuthenticated() implements SessionState {}

  record Authenticated(Grant grant) implements SessionState {}

  record Selected(Grant grant, SelectedFolder folder) implements SessionState {}

  record LoggedOut() implements SessionState {}

  /// Says whether `command` may run in this state.
  default boolean allows(Command command) {
    return switch (command) {
      // RFC 5161 section 3.1: not once a mailbox was selected.
      case Command.Enable _ -> this instanceof Authenticated;
      case Command.AnyState _ -> !(this instanceof LoggedOut);
      case Command.NotAuthenticated _ -> this instanceof NotAuthenticated;
      case Command.Authenticated _ -> this instanceof Authenticated || this instanceof Selected;
      case Command.Selected _ -> this instanceof Selected;
    };
  }
}
