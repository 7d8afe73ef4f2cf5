package dev.postern.support;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.net.InetAddress;

/// A domain name system that must not be asked.
public final class NoDns implements Dns {
  @Override
  public Answer<String> text(String name) {
    throw asked(name);
  }

  @Override
  public Answer<Mx> mx(String name) {
    throw asked(name);
  }

  @Override
  public Answer<InetAddress> ipv4(String name) {
    throw asked(name);
  }

  @Override
  public Answer<InetAddress> ipv6(String name) {
    throw asked(name);
  }

  @Override
  public Answer<String> names(InetAddress address) {
    throw asked(address.getHostAddress());
  }

  @Override
  public Answer<Tlsa> tlsa(String name) {
    throw asked(name);
  }

  private static AssertionError asked(String name) {
    return new AssertionError("asked for " + name);
  }
}
