package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.nio.file.Path;

/// Nobody runs the server of a test.
final class NoAdmin implements Admin {
  @Override
  public void backup(Path directory) {
    throw new GatewayException(Fault.FORBIDDEN, "not in this test");
  }

  @Override
  public void rotateApiKey() {
    // The key stays as it is.
  }
}
