package dev.postern.smtp.client;

import dev.postern.dns.Dns.Tlsa;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What protection a connection must have.
sealed interface TlsDemand {
  /// Says whether mail waits rather than to go in the clear.
  default boolean mandatory() {
    return true;
  }

  /// Says whether the server proved who it is when this is met (RFC 8689 section 2).
  default boolean verified() {
    return false;
  }

  /// TLS is not even tried.
  record None() implements TlsDemand {
    @Override
    public boolean mandatory() {
      return false;
    }
  }

  /// TLS with any certificate if the hop can (RFC 7435).
  ///
  /// @param expected names that the certificate should have: that it does not is logged and no more
  record Opportunistic(Set<String> expected) implements TlsDemand {
    /// Keeps the names as they are now.
    public Opportunistic {
      expected = Set.copyOf(expected);
    }

    @Override
    public boolean mandatory() {
      return false;
    }
  }

  /// TLS with any certificate: there are TLSA records, and none that can be used (RFC 7672 section
  /// 2.2).
  record Encrypted() implements TlsDemand {}

  /// A certificate of a known authority with one of these names (RFC 8461 section 4.1).
  record Named(Set<String> names) implements TlsDemand {
    /// Keeps the names as they are now.
    public Named {
      names = Set.copyOf(names);
    }

    @Override
    public boolean verified() {
      return true;
    }
  }

  /// A certificate that a TLSA record describes (RFC 7672 section 3.1).
  ///
  /// @param names of which a certificate of usage 2 must have one
  /// @param records each `usage selector matching hex`, so that equal ones are equal
  record Dane(Set<String> names, Set<String> records) implements TlsDemand {
    /// Keeps both as they are now.
    public Dane {
      names = Set.copyOf(names);
      records = Set.copyOf(records);
    }

    static Dane of(Set<String> names, List<Tlsa> usable) {
      Set<String> records = new TreeSet<>();
      for (Tlsa tlsa : usable) {
        records.add(
            tlsa.usage()
                + " "
                + tlsa.selector()
                + " "
                + tlsa.matching()
                + " "
                + HexFormat.of().formatHex(tlsa.data()));
      }
      return new Dane(names, records);
    }

    List<Tlsa> tlsa() {
      return records.stream().map(Dane::parse).toList();
    }

    private static Tlsa parse(String record) {
      String[] words = record.split(" ", -1);
      return new Tlsa(
          Integer.parseInt(words[0]),
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          HexFormat.of().parseHex(words[3]));
    }

    @Override
    public boolean verified() {
      return true;
    }
  }
}
