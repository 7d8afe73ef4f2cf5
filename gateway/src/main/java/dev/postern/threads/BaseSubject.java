package dev.postern.threads;

import java.util.Locale;
import java.util.Set;

/// What remains of a subject when everything that replying and forwarding add is taken off (RFC
/// 5256 section 2.1), with the prefixes that mail programs write in other languages taken off too.
///
/// @param text the base subject in lower case, white space folded; two subjects are the same when
///   these are equal; may be empty
/// @param reply whether a reply prefix was taken off; a forward is not a reply
public record BaseSubject(String text, boolean reply) {
  /// Longer subjects are cut: work stays small however many prefixes a subject has.
  private static final int MAX = 1000;

  private static final int MAX_PREFIX = 12;
  private static final Set<String> REPLIES =
      Set.of(
          "re", "aw", "antw", "antwort", "sv", "vs", "odp", "r", "rif", "res", "ynt", "yanıt", "vá",
          "atb", "απ", "σχετ", "отв", "ответ", "回复", "答复", "回覆", "回信");
  private static final Set<String> FORWARDS =
      Set.of(
          "fw",
          "fwd",
          "wg",
          "tr",
          "rv",
          "enc",
          "vb",
          "vl",
          "pd",
          "doorst",
          "i̇lt",
          "ilt",
          "továbbítás",
          "πρθ",
          "пересл",
          "转发",
          "轉寄",
          "轉發");

  /// Takes the base out of a decoded subject.
  public static BaseSubject of(String subject) {
    return new Stripping(subject).result();
  }

  /// A window on the folded subject that closes from both ends.
  private static final class Stripping {
    private final String text;
    private int start;
    private int end;
    private boolean reply;

    Stripping(String subject) {
      String cut = subject.length() > MAX ? subject.substring(0, MAX) : subject;
      text = cut.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
      end = text.length();
    }

    BaseSubject result() {
      do {
        dropTrailers();
        while (dropLeader() || dropBlob()) {
          skipSpace();
        }
      } while (dropForwardBrackets());
      return new BaseSubject(text.substring(start, end), reply);
    }

    // subj-trailer = "(fwd)" / WSP
    private void dropTrailers() {
      while (end > start) {
        if (text.charAt(end - 1) == ' ') {
          end--;
        } else if (end - start >= 5 && text.startsWith("(fwd)", end - 5)) {
          end -= 5;
        } else {
          return;
        }
      }
    }

    // subj-leader = (*subj-blob subj-refwd) / WSP
    // subj-refwd  = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
    private boolean dropLeader() {
      skipSpace();
      int word = start;
      for (int next = blob(word); next > word; next = blob(word)) {
        word = next;
      }
      int after = wordEnd(word);
      String prefix = text.substring(word, after);
      boolean isReply = REPLIES.contains(prefix);
      if (!isReply && !FORWARDS.contains(prefix)) {
        return false;
      }
      int colon = blob(space(after));
      if (colon >= end || (text.charAt(colon) != ':' && text.charAt(colon) != '：')) {
        return false;
      }
      reply |= isReply;
      start = colon + 1;
      return true;
    }

    // A blob is dropped only if something is left (RFC 5256 section 2.1, step 4).
    private boolean dropBlob() {
      int after = blob(start);
      boolean drop = after > start && after < end;
      start = drop ? after : start;
      return drop;
    }

    // subj-fwd-hdr = "[fwd:", subj-fwd-trl = "]"
    private boolean dropForwardBrackets() {
      boolean drop =
          end - start >= 6 && text.startsWith("[fwd:", start) && text.charAt(end - 1) == ']';
      if (drop) {
        start += 5;
        end--;
        skipSpace();
      }
      return drop;
    }

    // subj-blob = "[" *BLOBCHAR "]" *WSP; returns `from` if there is none.
    private int blob(int from) {
      if (from >= end || text.charAt(from) != '[') {
        return from;
      }
      for (int i = from + 1; i < end && text.charAt(i) != '['; i++) {
        if (text.charAt(i) == ']') {
          return space(i + 1);
        }
      }
      return from;
    }

    private int wordEnd(int from) {
      int i = from;
      while (i < end && i - from < MAX_PREFIX && ":： [".indexOf(text.charAt(i)) < 0) {
        i++;
      }
      return i;
    }

    private int space(int from) {
      int i = from;
      while (i < end && text.charAt(i) == ' ') {
        i++;
      }
      return i;
    }

    private void skipSpace() {
      start = space(start);
    }
  }
}
