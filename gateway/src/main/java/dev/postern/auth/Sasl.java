package dev.postern.auth;

/// One sign-in on the server's side of SASL (RFC 4422), free of any protocol: responses in,
/// challenges and one outcome out.
///
/// Not thread-safe. What it is given may be a secret: nothing of it is logged.
public interface Sasl {
  /// Returns the challenge for a client that sent no initial response.
  default String opening() {
    return "";
  }

  /// Takes the client's next response; may take seconds after failures, as [Authenticator#signIn].
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX if it is malformed, with
  ///   AUTHENTICATION_FAILED if it asks for what is not allowed; the exchange has ended then
  Step respond(byte[] response);

  /// What a response leads to.
  sealed interface Step {
    /// The client must answer this, not yet in base64.
    record Challenge(String text) implements Step {}

    /// The exchange is over.
    record Ended(SignIn outcome) implements Step {}
  }
}
