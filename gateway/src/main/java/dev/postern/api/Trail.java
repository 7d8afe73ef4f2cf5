package dev.postern.api;

import dev.postern.auth.Grant;
import java.net.InetSocketAddress;

/// What is learned of a request while it is answered, for the access log and the meters.
///
/// Belongs to the thread that answers.
final class Trail {
  /// The route of what has none.
  static final String NOWHERE = "none";

  private final String remote;
  private final boolean local;
  private String route = NOWHERE;
  private String caller = "-";
  private String grant = "-";

  /// @param local whether the request came from this machine
  Trail(InetSocketAddress remote, boolean local) {
    this.remote = remote.getAddress() == null ? "-" : remote.getAddress().getHostAddress();
    this.local = local;
  }

  /// Notes the route that answers.
  void on(Route chosen) {
    route = chosen.path();
  }

  void by(Caller known) {
    switch (known) {
      case Caller.Application application -> caller = application.id().toString();
      case Caller.OneGrant one -> of(one.grant());
      case Caller.Anybody _ -> {}
    }
  }

  /// Notes whose data it is about.
  void of(Grant found) {
    caller = found.applicationId().toString();
    grant = found.id().toString();
  }

  String remote() {
    return remote;
  }

  boolean local() {
    return local;
  }

  /// Returns the pattern of the path, `none` if there is no such route.
  String route() {
    return route;
  }

  /// Returns the application that asked, `-` if none did.
  String caller() {
    return caller;
  }

  String grant() {
    return grant;
  }
}
