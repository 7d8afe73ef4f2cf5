package dev.postern.conformance.guardrails;

import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A way on which mail comes to an agent or leaves it.
enum Door {
  /// `messages/send`.
  SEND {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      return place.answered(place.post(agent, "/messages/send", mail.json(place.friend())));
    }
  },
  /// A draft that is only kept.
  DRAFT {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      return place.answered(place.post(agent, "/drafts", mail.json(place.friend())));
    }
  },
  /// A draft that is sent; it was kept where nothing is limited.
  DRAFT_SEND {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      Api.Answer draft =
          place.unbounded(agent, () -> place.post(agent, "/drafts", mail.json(place.friend())));
      return place.answered(
          place.post(agent, "/drafts/" + draft.data().path("id").asString(), Map.of()));
    }
  },
  /// `messages/send` at a later time: refused at once.
  SCHEDULE {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      var later = new java.util.HashMap<String, Object>(mail.json(place.friend()));
      later.put("send_at", System.currentTimeMillis() / 1000 + 3600);
      return place.answered(place.post(agent, "/messages/send", later));
    }
  },
  /// SMTP of the agent's mail program.
  SUBMISSION {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      try (Smtp smtp = Smtp.submission(place.server(), agent)) {
        smtp.send(agent, place.friend(), mail.mime(agent, place.friend()));
        return TAKEN;
      } catch (IOException refused) {
        return String.valueOf(refused.getMessage());
      }
    }
  },
  /// SMTP of another server.
  MX {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      try (Smtp smtp = Smtp.mx(place.server())) {
        smtp.send(STRANGER, agent, mail.mime(STRANGER, agent));
        return TAKEN;
      } catch (IOException refused) {
        return String.valueOf(refused.getMessage());
      }
    }
  },
  /// An agent beside it; what is refused comes back to that one.
  LOCAL {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      Api.Answer sent = place.post(place.friend(), "/messages/send", mail.json(agent));
      if (sent.status() != 200) {
        throw new IOException("the friend may not send: " + sent.json());
      }
      return await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> place.fate(agent, mail.subject()), fate -> !fate.isEmpty());
    }
  },
  /// IMAP APPEND.
  APPEND {
    @Override
    String bring(Place place, String agent, Mail mail) throws IOException {
      try (Imap imap = Imap.login(place.server(), agent)) {
        imap.append("Archive", mail.mime(agent, agent).getBytes(StandardCharsets.US_ASCII));
        return TAKEN;
      } catch (IOException refused) {
        return String.valueOf(refused.getMessage()).replaceFirst("^t\\d+ ", "");
      }
    }
  };

  /// What [#bring] returns when the mail was taken.
  static final String TAKEN = "taken";

  /// Who writes from outside.
  static final String STRANGER = "peer@example.net";

  /// The doors by which an agent sends.
  static final List<Door> OUT = List.of(SEND, DRAFT_SEND, SUBMISSION);

  /// The doors by which mail comes to an agent.
  static final List<Door> IN = List.of(MX, LOCAL);

  /// Brings a mail.
  ///
  /// @return [#TAKEN], or what the door says to the refusal
  abstract String bring(Place place, String agent, Mail mail) throws IOException;
}
