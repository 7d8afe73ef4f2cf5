package dev.postern.smtp.client;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Names as a test wants them; DNSSEC vouches for all or for none.
final class FakeDns implements Dns {
  private final Map<String, List<Mx>> mx = new ConcurrentHashMap<>();
  private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
  private final Map<String, List<Tlsa>> tlsa = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final Set<String> existing = ConcurrentHashMap.newKeySet();
  volatile boolean secure;

  FakeDns mx(String domain, int preference, String host) {
    existing.add(domain);
    mx.computeIfAbsent(domain, _ -> new ArrayList<>()).add(new Mx(preference, host));
    return this;
  }

  FakeDns address(String host, String... literals) {
    existing.add(host);
    for (String literal : literals) {
      addresses.computeIfAbsent(host, _ -> new ArrayList<>()).add(InetAddress.ofLiteral(literal));
    }
    return this;
  }

  FakeDns text(String name, String text) {
    texts.put(name, text);
    return this;
  }

  FakeDns noText(String name) {
    texts.remove(name);
    return this;
  }

  FakeDns tlsa(String name, Tlsa record) {
    tlsa.computeIfAbsent(name, _ -> new ArrayList<>()).add(record);
    return this;
  }

  FakeDns failing(String name) {
    failing.add(name);
    return this;
  }

  private <T> Answer<T> answer(String name, List<T> records) {
    Answer.Status status =
        failing.contains(name)
            ? Answer.Status.FAILED
            : !records.isEmpty()
                ? Answer.Status.FOUND
                : existing.contains(name) ? Answer.Status.NO_DATA : Answer.Status.NO_SUCH_NAME;
    return new Answer<>(status, status == Answer.Status.FOUND ? records : List.of(), secure);
  }

  @Override
  public Answer<String> text(String name) {
    String text = texts.get(name);
    return answer(name, text == null ? List.of() : List.of(text));
  }

  @Override
  public Answer<Mx> mx(String name) {
    return answer(name, mx.getOrDefault(name, List.of()));
  }

  @Override
  public Answer<InetAddress> ipv4(String name) {
    return answer(name, addresses(name, true));
  }

  @Override
  public Answer<InetAddress> ipv6(String name) {
    return answer(name, addresses(name, false));
  }

  private List<InetAddress> addresses(String name, boolean four) {
    return addresses.getOrDefault(name, List.of()).stream()
        .filter(each -> four == each instanceof Inet4Address)
        .toList();
  }

  @Override
  public Answer<String> names(InetAddress address) {
    return answer("", List.of());
  }

  @Override
  public Answer<Tlsa> tlsa(String name) {
    return answer(name, tlsa.getOrDefault(name, List.of()));
  }
}
