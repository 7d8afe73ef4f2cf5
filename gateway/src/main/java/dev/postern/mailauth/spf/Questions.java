package dev.postern.mailauth.spf;

import dev.postern.dns.Answer;
import dev.postern.dns.Answer.Status;
import dev.postern.dns.Dns;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one check may ask: its bounds are those of RFC 7208 section 4.6.4.
final class Questions {
  private static final int MOST_TERMS = 10;
  private static final int MOST_VOID = 2;
  private static final int MOST_NAMES = 10;

  private final Dns dns;
  private final InetAddress client;
  private final long deadline;
  private int terms;
  private int voids;
  private @Nullable List<String> names;

  /// @param deadline in terms of [System#nanoTime]
  Questions(Dns dns, InetAddress client, long deadline) {
    this.dns = dns;
    this.client = client;
    this.deadline = deadline;
  }

  /// Counts a term that asks.
  void term() throws SpfException {
    if (++terms > MOST_TERMS) {
      throw SpfException.permanent("more than 10 look-ups");
    }
  }

  /// Returns the TXT records of a name.
  Answer<String> text(String name) throws SpfException {
    inTime();
    return dns.text(name);
  }

  /// Returns the addresses of a name, of the client's kind.
  List<InetAddress> addresses(String name) throws SpfException {
    inTime();
    return counted(client instanceof Inet4Address ? dns.ipv4(name) : dns.ipv6(name));
  }

  /// Says whether a name has an IPv4 address.
  boolean exists(String name) throws SpfException {
    inTime();
    return !counted(dns.ipv4(name)).isEmpty();
  }

  /// Returns the mail servers of a name.
  List<String> exchangers(String name) throws SpfException {
    inTime();
    List<Dns.Mx> found = counted(dns.mx(name));
    if (found.size() > MOST_NAMES) {
      throw SpfException.permanent("more than 10 mail servers");
    }
    return found.stream().map(Dns.Mx::host).filter(host -> !host.isEmpty()).toList();
  }

  /// Returns the client's names that lead back to it, lower case; those that cannot be asked for
  /// are left out (section 5.5).
  List<String> names() throws SpfException {
    List<String> known = names;
    if (known == null) {
      inTime();
      known = new ArrayList<>();
      List<String> claimed = dns.names(client).records();
      for (String each : claimed.subList(0, Math.min(claimed.size(), MOST_NAMES))) {
        inTime();
        if ((client instanceof Inet4Address ? dns.ipv4(each) : dns.ipv6(each))
            .records()
            .contains(client)) {
          known.add(each.toLowerCase(Locale.ROOT));
        }
      }
      names = known;
    }
    return known;
  }

  private <T> List<T> counted(Answer<T> answer) throws SpfException {
    if (answer.failed()) {
      throw SpfException.temporary("a name could not be asked for");
    }
    if (answer.status() != Status.FOUND && ++voids > MOST_VOID) {
      throw SpfException.permanent("more than 2 look-ups of what does not exist");
    }
    return answer.records();
  }

  private void inTime() throws SpfException {
    if (System.nanoTime() - deadline > 0) {
      throw SpfException.temporary("it took too long");
    }
  }
}
