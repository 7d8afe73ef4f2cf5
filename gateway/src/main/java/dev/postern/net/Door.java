package dev.postern.net;

import io.netty.channel.ChannelPipeline;

/// What a listener serves: one protocol.
public interface Door {
  /// Adds the protocol's handlers to a new connection's pipeline.
  ///
  /// Called on the connection's event loop, after the limits were passed; on an implicit-TLS
  /// listener the TLS handler is already in front. Exceptions that reach the end of the pipeline
  /// are logged and close the connection; a [Farewell] arrives as a user event. Handlers that are
  /// added later are placed beside the door's own, since the end of the pipeline is taken.
  void accept(Connection connection, ChannelPipeline pipeline);
}
