package dev.postern.auth;

import dev.postern.fault.Fault;

/// The outcome of a sign-in.
public sealed interface SignIn {
  /// The address and the app password were right.
  record SignedIn(Grant grant) implements SignIn {}

  /// They were not, or the check could not be made. An unknown address, an account without an app
  /// password and a wrong password get the same answer.
  ///
  /// @param text what the client may read
  record Refused(Fault fault, String text) implements SignIn {}
}
