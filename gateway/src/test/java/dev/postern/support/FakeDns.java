package dev.postern.support;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A DNS that knows what a test tells it.
public final class FakeDns implements Dns {
  private final Map<String, List<Object>> records = new HashMap<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private int asked;

  /// Adds a TXT record.
  public synchronized FakeDns text(String name, String value) {
    return put("TXT " + name, value);
  }

  /// Adds an MX record.
  public synchronized FakeDns mx(String name, int preference, String host) {
    return put("MX " + name, new Mx(preference, host));
  }

  /// Adds an address.
  public synchronized FakeDns address(String name, String literal) {
    InetAddress address = InetAddress.ofLiteral(literal);
    return put((literal.contains(":") ? "AAAA " : "A ") + name, address);
  }

  private FakeDns put(String question, Object record) {
    records.computeIfAbsent(question, _ -> new ArrayList<>()).add(record);
    return this;
  }

  /// Removes all records of a name.
  public synchronized FakeDns remove(String name) {
    records.keySet().removeIf(question -> question.endsWith(" " + name));
    return this;
  }

  /// Answers nothing for a name, until it is told to [#speak].
  public FakeDns silence(String name) {
    silent.add(name);
    return this;
  }

  /// Answers for every name again.
  public FakeDns speak() {
    silent.clear();
    return this;
  }

  /// Returns how many questions came.
  public synchronized int asked() {
    return asked;
  }

  private synchronized <T> Answer<T> answer(String type, String name, Class<T> record) {
    asked++;
    if (silent.contains(name)) {
      return new Answer<>(Answer.Status.FAILED, List.of(), false);
    }
    List<T> found =
        records.getOrDefault(type + " " + name, List.of()).stream().map(record::cast).toList();
    Answer.Status status = found.isEmpty() ? Answer.Status.NO_SUCH_NAME : Answer.Status.FOUND;
    return new Answer<>(status, found, false);
  }

  @Override
  public Answer<String> text(String name) {
    return answer("TXT", name, String.class);
  }

  @Override
  public Answer<Mx> mx(String name) {
    return answer("MX", name, Mx.class);
  }

  @Override
  public Answer<InetAddress> ipv4(String name) {
    return answer("A", name, InetAddress.class);
  }

  @Override
  public Answer<InetAddress> ipv6(String name) {
    return answer("AAAA", name, InetAddress.class);
  }

  @Override
  public Answer<String> names(InetAddress address) {
    return answer("PTR", address.getHostAddress(), String.class);
  }

  @Override
  public Answer<Tlsa> tlsa(String name) {
    return answer("TLSA", name, Tlsa.class);
  }
}
