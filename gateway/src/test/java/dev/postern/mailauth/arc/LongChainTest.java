package dev.postern.mailauth.arc;

import static dev.postern.mailauth.SignedMails.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.HeaderField;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.TagList;
import dev.postern.mailauth.dkim.Algorithm;
import dev.postern.mailauth.dkim.BodyHashes;
import dev.postern.mailauth.dkim.Canonicalization;
import dev.postern.mailauth.dkim.SignatureField;
import dev.postern.mailauth.dkim.SignedFields;
import dev.postern.mailauth.dkim.SigningKey;
import dev.postern.support.MemoryDns;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// Chains as long as they may be, sealed here with Ed25519.
class LongChainTest {
  private static final SigningKey KEY =
      SigningKey.generate("hop.example", "s", Algorithm.ED25519_SHA256);
  private static final MemoryDns DNS = new MemoryDns().text(KEY.recordName(), KEY.recordText());
  private static final String TAGS = "a=ed25519-sha256; d=hop.example; s=s; ";

  private static String sign(byte[] signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(KEY.key());
      signature.update(MessageDigest.getInstance("SHA-256").digest(signed));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// Puts one more set on top.
  private static String sealed(String text, int instance) {
    RawMail before = mail(text);
    byte[] hash = new BodyHashes(before).of(Canonicalization.RELAXED).sha256();
    String open =
        "ARC-Message-Signature: i="
            + instance
            + "; c=relaxed/relaxed; h=From; "
            + TAGS
            + "bh="
            + Base64.getEncoder().encodeToString(hash)
            + "; b=";
    RawMail signing = mail(open + "\r\n" + text);
    SignatureField message = first(signing);
    String results = "ARC-Authentication-Results: i=" + instance + "; hop.example; none\r\n";
    byte[] signed = message.signed(signing, new SignedFields(signing), Canonicalization.RELAXED);
    String withMessage = results + open + sign(signed) + "\r\n" + text;
    String cv = instance == 1 ? "none" : "pass";
    String seal = "ARC-Seal: i=" + instance + "; cv=" + cv + "; " + TAGS + "b=";
    RawMail sealing = mail(seal + "\r\n" + withMessage);
    byte[] input = SealInput.of(sealing, ArcSet.read(sealing).orElseThrow());
    return seal + sign(input) + "\r\n" + withMessage;
  }

  private static SignatureField first(RawMail mail) {
    HeaderField field = mail.header().fields().getFirst();
    return new SignatureField(field, TagList.parse(field.unfoldedRaw()).orElseThrow());
  }

  @Test
  void fiftySetsPassAndOneMoreFails() {
    String text = "From: a@example.org\r\n\r\nbody\r\n";
    ArcVerifier verifier = new ArcVerifier(DNS);
    for (int instance = 1; instance <= 50; instance++) {
      text = sealed(text, instance);
      if (instance == 1 || instance == 50) {
        Chain chain = verifier.verify(mail(text), "");
        assertThat(chain.check().reason()).isEmpty();
        assertThat(chain.check().passed()).isTrue();
        assertThat(chain.sealers()).hasSize(instance);
      }
    }
    String more = text.substring(0, text.indexOf("ARC-Seal: i=49")).replace("i=50", "i=51") + text;
    assertThat(verifier.verify(mail(more), "").check().reason())
        .isEqualTo("sets not whole, or too many");
  }

  @Test
  void aBrokenOldSealBreaksTheChain() {
    String text = sealed(sealed(sealed("From: a@b\r\n\r\n", 1), 2), 3);
    String broken = text.replace("i=1; hop.example; none", "i=1; hop.example; spf=pass");
    assertThat(new ArcVerifier(DNS).verify(mail(text), "").check().passed()).isTrue();
    assertThat(new ArcVerifier(DNS).verify(mail(broken), "").check().passed()).isFalse();
  }
}
