package dev.postern.support;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Answers without a name server, for tests that ask for a few records only. Names that nothing was
/// said of do not exist.
public final class MemoryDns implements Dns {
  private final Map<String, List<String>> texts = new ConcurrentHashMap<>();
  private final Map<String, List<Mx>> exchangers = new ConcurrentHashMap<>();
  private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
  private final Set<String> failing = new HashSet<>();

  /// Every name asked for, in order.
  public final List<String> asked = new ArrayList<>();

  /// Adds a TXT record.
  public MemoryDns text(String name, String text) {
    texts.computeIfAbsent(name, _ -> new ArrayList<>()).add(text);
    return this;
  }

  /// Adds an MX record.
  public MemoryDns mx(String name, String host) {
    exchangers.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Mx(10, host));
    return this;
  }

  /// Lets each question about a name fail from now on.
  public MemoryDns failing(String name) {
    failing.add(name);
    return this;
  }

  /// Lets questions about a name be answered again.
  public MemoryDns answering(String name) {
    failing.remove(name);
    return this;
  }

  /// Adds an address, IPv4 or IPv6.
  public MemoryDns address(String name, String literal) {
    addresses.computeIfAbsent(name, _ -> new ArrayList<>()).add(InetAddress.ofLiteral(literal));
    return this;
  }

  /// Removes every record of a name.
  public MemoryDns remove(String name) {
    texts.remove(name);
    exchangers.remove(name);
    addresses.remove(name);
    return this;
  }

  private <T> Answer<T> answer(String name, Map<String, List<T>> records) {
    asked.add(name);
    if (failing.contains(name)) {
      return new Answer<>(Answer.Status.FAILED, List.of(), false);
    }
    List<T> found = records.getOrDefault(name, List.of());
    boolean known = texts.containsKey(name) || exchangers.containsKey(name);
    Answer.Status none = known ? Answer.Status.NO_DATA : Answer.Status.NO_SUCH_NAME;
    return new Answer<>(found.isEmpty() ? none : Answer.Status.FOUND, found, false);
  }

  @Override
  public Answer<String> text(String name) {
    return answer(name, texts);
  }

  @Override
  public Answer<Mx> mx(String name) {
    return answer(name, exchangers);
  }

  @Override
  public Answer<InetAddress> ipv4(String name) {
    return only(answer(name, addresses), Inet4Address.class);
  }

  @Override
  public Answer<InetAddress> ipv6(String name) {
    return only(answer(name, addresses), Inet6Address.class);
  }

  private static Answer<InetAddress> only(
      Answer<InetAddress> all, Class<? extends InetAddress> kind) {
    List<InetAddress> found = all.records().stream().filter(kind::isInstance).toList();
    boolean other = found.isEmpty() && all.status() == Answer.Status.FOUND;
    return new Answer<>(other ? Answer.Status.NO_DATA : all.status(), found, false);
  }

  @Override
  public Answer<String> names(InetAddress address) {
    return answer(address.getHostAddress(), Map.of());
  }

  @Override
  public Answer<Tlsa> tlsa(String name) {
    return answer(name, Map.of());
  }
}
