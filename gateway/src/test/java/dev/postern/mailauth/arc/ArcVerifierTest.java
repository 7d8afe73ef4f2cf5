package dev.postern.mailauth.arc;

import static dev.postern.mailauth.SignedMails.mail;
import static dev.postern.mailauth.SignedMails.vector;
import static dev.postern.mailauth.SignedMails.vectorKeys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.Check;
import dev.postern.support.Cases;
import dev.postern.support.MemoryDns;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Chains that dkimpy sealed (`independent.py vectors`): the second hop is a list that added a
/// footer.
class ArcVerifierTest {
  private static Chain verify(MemoryDns dns, String text) {
    return new ArcVerifier(dns).verify(mail(text), "192.0.2.7");
  }

  private static Chain verify(String text) {
    return verify(vectorKeys(), text);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 2", "3, 2"})
  void aChainOfAnotherPasses(int hops, String oldest) {
    Chain chain = verify(vector("arc-" + hops + ".eml"));
    assertThat(chain.check())
        .isEqualTo(
            new Check(
                "arc",
                "pass",
                "",
                Map.of("smtp.remote-ip", "192.0.2.7", "header.oldest-pass", oldest)));
    assertThat(chain.lastSealer()).hasValue("hop" + hops + ".example");
    assertThat(chain.sealers()).hasSize(hops).last().isEqualTo("hop1.example");
    assertThat(chain.reported().orElseThrow().authservId()).isEqualTo("hop" + hops + ".example");
    assertThat(chain.reported().orElseThrow().checks())
        .contains(new Check("dkim", "pass", "", Map.of("header.d", "example.org")));
  }

  @Test
  void aMailWithoutSetsIsNone() {
    Chain chain = verify("From: a@b\r\n\r\n");
    assertThat(chain.check()).isEqualTo(new Check("arc", "none", "", Map.of()));
    assertThat(chain.lastSealer()).isEmpty();
    assertThat(verify("").check().result()).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "list footer, other footer, message signature 3: body does not match",
    "Subject: , Subject: Re, message signature 3: signature does not match",
    "cv=none, cv=pass, seal 1: cv= is not none",
    "i=2; cv=pass, i=2; cv=none, seal 2: cv= is not pass",
    "i=3; cv=pass, i=3; cv=fail, failed before it came",
    "i=1; hop1.example; arc=none, i=1; hop1.example; arc=pass, seal 3: signature does not match",
    "d=hop2.example, d=hop9.example, seal 3: signature does not match",
    "ARC-Seal: i=2, ARC-Seal: i=4, 'sets not whole, or too many'",
    "ARC-Seal: i=1, ARC-Seal: i=2, 'sets not whole, or too many'",
    "ARC-Seal: i=1, ARC-Seal: i=0, 'sets not whole, or too many'",
    "ARC-Seal: i=1, ARC-Seal: i=51, 'sets not whole, or too many'",
    "ARC-Seal: i=1, X-Seal: i=1, 'sets not whole, or too many'",
    "ARC-Seal: i=3;, ARC-Seal: i=3; h=from;, seal 3: seal names fields",
    "a=rsa-sha256, a=rsa-sha1, message signature 3: unknown algorithm",
    "h=from :, h=arc-seal : from :, message signature 3: signs seals",
    "bh=, l=1; bh=, message signature 3: l= is not taken",
  })
  void aChangedChainFails(String part, String instead, String reason) {
    String text = vector("arc-3.eml").replace("SUBJECT: ", "Subject: ").replace(part, instead);
    Chain chain = verify(text);
    assertThat(chain.check().result()).isEqualTo("fail");
    assertThat(chain.check().reason()).isEqualTo(reason);
    assertThat(chain.sealers()).isEmpty();
    assertThat(chain.reported()).isEmpty();
  }

  @Test
  void anyChangedLetterOfTheSetsFails() {
    String text = vector("arc-3.eml");
    int end = text.indexOf("Received:");
    Cases.forAll(random -> {
      int at = random.nextInt(end);
      boolean form = Character.isWhitespace(text.charAt(at)) || inName(text, at);
      char other = text.charAt(at) == 'x' ? 'y' : 'x';
      String changed = text.substring(0, at) + other + text.substring(at + 1);
      assertThat(form || !verify(changed).check().passed()).as("%d", at).isTrue();
    });
  }

  // The last `b=` is no part of what it signs but its own octets are, and case of names is form.
  private static boolean inName(String text, int at) {
    int line = text.lastIndexOf('\n', at) + 1;
    return text.startsWith("ARC-", line) && at < text.indexOf(':', line);
  }

  @Test
  void aKeyThatCannotBeHadIsTemporary() {
    MemoryDns dns = vectorKeys().failing("arc._domainkey.hop1.example");
    Chain chain = verify(dns, vector("arc-3.eml"));
    assertThat(chain.check().result()).isEqualTo("temperror");
  }

  @Test
  void everyPieceOfASealedMailIsChecked() {
    String text = vector("arc-2.eml");
    for (int length = 0; length < text.length() - 2; length += 3) {
      assertThat(verify(text.substring(0, length)).check().passed()).isFalse();
    }
  }

  @Test
  @Timeout(20)
  void hostileChainsAreBounded() {
    StringBuilder fifty = new StringBuilder();
    for (int i = 1; i <= 50; i++) {
      fifty.append("ARC-Seal: i=" + i + "; cv=pass; b=AAAA\r\n");
      fifty.append("ARC-Message-Signature: i=" + i + "; b=AAAA\r\n");
      fifty.append("ARC-Authentication-Results: i=" + i + "; x\r\n");
    }
    for (String header :
        List.of(
            fifty.toString(),
            "ARC-Seal: i=1\r\n".repeat(90_000),
            "ARC-Seal: " + "i=1;".repeat(200_000) + "\r\n",
            "ARC-Authentication-Results: " + "i".repeat(1 << 20) + "\r\n",
            fifty + "ARC-Authentication-Results: i=51; x\r\n")) {
      assertThat(verify(header + "From: a@b\r\n\r\n").check().result()).isEqualTo("fail");
    }
  }
}
