package dev.postern.mailauth.spf;

import dev.postern.dns.Answer;
import dev.postern.mailauth.spf.Term.Address;
import dev.postern.mailauth.spf.Term.All;
import dev.postern.mailauth.spf.Term.Block;
import dev.postern.mailauth.spf.Term.Exchanger;
import dev.postern.mailauth.spf.Term.Exists;
import dev.postern.mailauth.spf.Term.Include;
import dev.postern.mailauth.spf.Term.Pointer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The function `check_host()` of RFC 7208 section 4.
final class Evaluation {
  private static final int LONGEST_EXPLANATION = 500;

  private final Identity identity;
  private final Questions questions;
  private final Expansion expansion;

  Evaluation(Identity identity, Questions questions) {
    this.identity = identity;
    this.questions = questions;
    this.expansion = new Expansion(identity, questions);
  }

  /// How it ended.
  ///
  /// @param explanation empty but for some fails
  record Outcome(String result, String explanation) {
    static final Outcome NONE = new Outcome("none", "");
  }

  /// Checks the client by the record of `domain`.
  Outcome check(String domain) throws SpfException {
    return check(domain, true);
  }

  private Outcome check(String domain, boolean explained) throws SpfException {
    Optional<String> text = record(domain);
    if (text.isEmpty()) {
      return Outcome.NONE;
    }
    SpfRecord record = SpfRecord.parse(text.get());
    for (Term term : record.terms()) {
      if (matches(term, domain)) {
        boolean wanted = explained && term.result().equals("fail");
        return new Outcome(term.result(), wanted ? explanation(record, domain) : "");
      }
    }
    return record.redirect().isEmpty()
        ? new Outcome("neutral", "")
        : redirected(expanded(record.redirect().get(), domain), explained);
  }

  private Outcome redirected(String domain, boolean explained) throws SpfException {
    Outcome outcome = Spf.domain(domain).isEmpty() ? Outcome.NONE : check(domain, explained);
    if (outcome.result().equals("none")) {
      throw SpfException.permanent("redirected to no record");
    }
    return outcome;
  }

  private String expanded(MacroString domain, String current) throws SpfException {
    questions.term();
    return expansion.domain(domain, current);
  }

  private Optional<String> record(String domain) throws SpfException {
    Answer<String> answer = questions.text(domain);
    if (answer.failed()) {
      throw SpfException.temporary("a record could not be asked for");
    }
    List<String> records = answer.records().stream().filter(SpfRecord::is).toList();
    if (records.size() > 1) {
      throw SpfException.permanent("more than one record");
    }
    return records.stream().findFirst();
  }

  private boolean matches(Term term, String domain) throws SpfException {
    return switch (term) {
      case All _ -> true;
      case Block block -> inside(block.address(), block.bits());
      case Include include -> included(expanded(include.domain(), domain));
      case Exists exists -> questions.exists(expanded(exists.domain(), domain));
      case Pointer pointer -> pointed(target(pointer.domain(), domain));
      case Address a -> near(target(a.domain(), domain), a.bits4(), a.bits6());
      case Exchanger mx -> exchanges(target(mx.domain(), domain), mx.bits4(), mx.bits6());
    };
  }

  private String target(Optional<MacroString> domain, String current) throws SpfException {
    if (domain.isPresent()) {
      return expanded(domain.get(), current);
    }
    questions.term();
    return current;
  }

  private boolean included(String domain) throws SpfException {
    Outcome outcome = Spf.domain(domain).isEmpty() ? Outcome.NONE : check(domain, false);
    if (outcome.result().equals("none")) {
      throw SpfException.permanent("includes no record");
    }
    return outcome.result().equals("pass");
  }

  private boolean pointed(String domain) throws SpfException {
    return questions.names().stream().anyMatch(name -> Spf.within(name, domain));
  }

  private boolean exchanges(String domain, int bits4, int bits6) throws SpfException {
    for (String host : questions.exchangers(domain)) {
      if (near(host, bits4, bits6)) {
        return true;
      }
    }
    return false;
  }

  private boolean near(String host, int bits4, int bits6) throws SpfException {
    int bits = identity.client() instanceof Inet4Address ? bits4 : bits6;
    return questions.addresses(host).stream().anyMatch(address -> inside(address, bits));
  }

  private boolean inside(InetAddress network, int bits) {
    byte[] one = network.getAddress();
    byte[] other = identity.client().getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (((one[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  // Section 6.2: whatever goes wrong here, the fail stays one without words.
  private String explanation(SpfRecord record, String domain) {
    if (record.explanation().isEmpty()) {
      return "";
    }
    try {
      String where = expansion.domain(record.explanation().get(), domain);
      List<String> texts = questions.text(where).records();
      if (texts.size() != 1) {
        return "";
      }
      String words = expansion.text(MacroString.explanation(texts.getFirst()), domain);
      boolean printable = words.chars().allMatch(c -> c >= ' ' && c <= '~');
      return printable && words.length() <= LONGEST_EXPLANATION ? words : "";
    } catch (SpfException unexplained) {
      return "";
    }
  }
}
