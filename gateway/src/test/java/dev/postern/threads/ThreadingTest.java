package dev.postern.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailRead.ThreadCandidate;
import dev.postern.mailbox.ThreadId;
import dev.postern.support.Cases;
import dev.postern.support.Unsupported;
import dev.postern.threads.Threading.Choice;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThreadingTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String OWN = "agent@here.test";

  private final Index index = new Index();

  @Test
  void aReplyJoinsTheThreadOfWhatItAnswers() {
    index.put("root@x", 7);
    assertThat(choose("In-Reply-To: <root@x>")).isEqualTo(joined(7));
    assertThat(choose("References: <root@x>")).isEqualTo(joined(7));
  }

  @Test
  void anOriginalJoinsTheReplyThatCameBeforeIt() {
    index.put("root@x", 7);
    assertThat(choose("Message-ID: <root@x>")).isEqualTo(joined(7));
  }

  @Test
  void theOldestThreadWinsAndTheOthersMerge() {
    index.put("a@x", 9);
    index.put("b@x", 4);
    index.put("c@x", 6);
    assertThat(choose("References: <a@x> <b@x> <c@x>"))
        .isEqualTo(
            new Choice(Optional.of(new ThreadId(4)), List.of(new ThreadId(6), new ThreadId(9))));
  }

  @Test
  void theSubjectDecidesForARecentReplyWithSomeoneInCommon() {
    index.candidates.add(candidate(3, "ann@there.test", NOW.minus(Duration.ofDays(29))));
    assertThat(choose("Subject: Re: Offer\r\nFrom: Ann@There.test")).isEqualTo(joined(3));
  }

  @Test
  void theSubjectDecidesNothingOtherwise() {
    index.candidates.add(candidate(3, "ann@there.test", NOW.minus(Duration.ofDays(29))));
    index.candidates.add(candidate(4, "bob@there.test", NOW.minus(Duration.ofDays(31))));
    index.candidates.add(candidate(5, OWN, NOW));
    assertThat(choose("Subject: Offer\r\nFrom: ann@there.test")).isEqualTo(alone());
    assertThat(choose("Subject: Fwd: Offer\r\nFrom: ann@there.test")).isEqualTo(alone());
    assertThat(choose("Subject: Re: Offer\r\nFrom: eve@there.test")).isEqualTo(alone());
    assertThat(choose("Subject: Re: Offer\r\nFrom: bob@there.test")).isEqualTo(alone());
    assertThat(choose("Subject: Re: Offer\r\nFrom: x@y.test\r\nTo: agent+tag@here.test"))
        .isEqualTo(alone());
    assertThat(choose("Subject: Re:\r\nFrom: ann@there.test")).isEqualTo(alone());
  }

  /// Whatever order a conversation arrives in, and whatever is missing from some References, it
  /// ends as one thread.
  @Test
  void aConversationIsOneThreadInAnyOrder() {
    Cases.forAll(random -> {
      Index account = new Index();
      List<Integer> order = new ArrayList<>();
      int size = 2 + random.nextInt(8);
      int[] parents = new int[size];
      for (int i = 0; i < size; i++) {
        order.add(i);
        parents[i] = i == 0 ? -1 : random.nextInt(i);
      }
      Collections.shuffle(order, new Random(random.nextLong()));
      for (int i : order) {
        String header = "Message-ID: <m" + i + "@x>";
        header += parents[i] < 0 ? "" : "\r\nIn-Reply-To: <m" + parents[i] + "@x>";
        account.add(digest(header), 100 + i);
      }
      assertThat(new HashSet<>(account.threads.values())).hasSize(1);
    });
  }

  private Choice choose(String header) {
    return Threading.choose(digest(header), OWN, NOW, index.read());
  }

  private static Digest digest(String header) {
    String message = header + "\r\n\r\nbody\r\n";
    return MessageReader.read(MemorySegment.ofArray(message.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Choice joined(long thread) {
    return new Choice(Optional.of(new ThreadId(thread)), List.of());
  }

  private static Choice alone() {
    return new Choice(Optional.empty(), List.of());
  }

  private static ThreadCandidate candidate(long thread, String participant, Instant newest) {
    return new ThreadCandidate(new ThreadId(thread), Set.of(participant), newest.getEpochSecond());
  }

  /// An account's thread index, as an engine keeps it.
  private static final class Index {
    private final Map<String, ThreadId> threads = new HashMap<>();
    private final List<ThreadCandidate> candidates = new ArrayList<>();

    MailRead read() {
      return Unsupported.except(MailRead.class, this);
    }

    void put(String id, long thread) {
      threads.put(id, new ThreadId(thread));
    }

    void add(Digest digest, long fresh) {
      Choice choice = Threading.choose(digest, OWN, NOW, read());
      ThreadId thread = choice.thread().orElse(new ThreadId(fresh));
      threads.replaceAll((_, old) -> choice.merged().contains(old) ? thread : old);
      threads.put(String.valueOf(digest.messageId()), thread);
      digest.inReplyTo().forEach(id -> threads.put(id, thread));
    }

    @SuppressWarnings("unused") // called through the port
    Set<ThreadId> threadsOf(Collection<String> ids) {
      Set<ThreadId> found = new HashSet<>();
      ids.stream().map(threads::get).filter(id -> id != null).forEach(found::add);
      return found;
    }

    @SuppressWarnings("unused") // called through the port
    List<ThreadCandidate> threadsBySubject(String base, long since, int limit) {
      assertThat(base).isEqualTo("offer");
      return candidates;
    }
  }
}
