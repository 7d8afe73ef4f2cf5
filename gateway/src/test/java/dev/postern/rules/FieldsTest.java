package dev.postern.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What rules may ask for, and in which form it is kept.
class FieldsTest {
  private static final String LIST = "0f6f27ea-4f4c-4b73-9d3c-1f2e3d4c5b6a";

  private static String wanted(String field, Comparison comparison, String value) {
    Trigger trigger =
        field.startsWith("recipient") || field.startsWith("outbound")
            ? Trigger.OUTBOUND
            : Trigger.INBOUND;
    return Fields.condition(trigger, field, comparison, List.of(value)).values().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          from.address,        IS,       ' Ann+News@Example.COM ',  ann+news@example.com
          from.address,        IS,       '"ann"@example.com.',          ann@example.com
          from.address,        IS,       ÄNN@Bücher.example,        änn@xn--bcher-kva.example
          from.address,        IS,       a\u0308nn@example.com,     änn@example.com
          from.address,        CONTAINS, '@Example',                '@example'
          from.domain,         IS,       @Example.com.,             example.com
          from.domain,         IS,       bücher。example,            xn--bcher-kva.example
          from.domain,         IS,       XN--BCHER-KVA.example,     xn--bcher-kva.example
          from.domain,         IS,       [192.0.2.1],               [192.0.2.1]
          from.tld,            IS,       .COM,                      com
          from.tld,            IS,       рф,                        xn--p1ai
          recipient.domain,    IS_NOT,   Example.com,               example.com
          outbound.type,       IS,       ' Reply ',                 reply
          subject,             IS,       '  Hello\tBIG   World ',   hello big world
          subject,             CONTAINS, ΣΟΦΟΣ,                     σοφοσ
          header.List-Id,      CONTAINS, News,                      news
          message.size,        GTE,      0010.50,                   10.5
          message.size,        LTE,      1000000,                   1000000
          spam.score,          GTE,      -1,                        -1
          attachment.type,     IS,       Image/*,                   image/*
          attachment.type,     IS_NOT,   Application/PDF,           application/pdf
          attachment.name,     CONTAINS, .EXE,                      .exe
          attachment.count,    IS,       0,                         0
          delivered_to.address, IS,      Ann+x@agents.example,      ann+x@agents.example
          auth.dmarc,          IS_NOT,   PASS,                      pass
          """)
  void aValueIsNormalisedAndStaysSo(
      String field, Comparison comparison, String value, String normal) {
    assertThat(wanted(field, comparison, value)).isEqualTo(normal);
    assertThat(wanted(field, comparison, normal)).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          INBOUND,  recipient.domain,     IS,      example.com,  field recipient.domain is for outbound rules only
          INBOUND,  outbound.type,        IS,      reply,        field outbound.type is for outbound rules only
          OUTBOUND, delivered_to.address, IS,      a@b.example,  field delivered_to.address is for inbound
          OUTBOUND, auth.spf,             IS,      pass,         field auth.spf is for inbound rules only
          OUTBOUND, spam.score,           GTE,     1,            field spam.score is for inbound rules only
          INBOUND,  body,                 IS,      x,            'field must be one of from.address, '
          INBOUND,  header.,              IS,      x,            field must be one of
          INBOUND,  header.a b,           IS,      x,            field must be one of
          OUTBOUND, outbound.type,        CONTAINS, reply,       'operator of outbound.type must be one of is, is_not'
          OUTBOUND, outbound.type,        IS,      forward,      'value of outbound.type must be one of compose, reply'
          INBOUND,  from.domain,          GTE,     1,            operator of from.domain must be one of
          INBOUND,  message.size,         CONTAINS, 1,           operator of message.size must be one of
          INBOUND,  subject,              IN_LIST, x,            operator of subject must be one of
          INBOUND,  from.address,         IS,      example.com,  value of from.address must be an address
          INBOUND,  from.domain,          IS,      a@b.example,  value of from.domain must be a domain
          INBOUND,  from.domain,          IS,      'a b',        value of from.domain must be a domain
          INBOUND,  from.tld,             IS,      co.uk,        value of from.tld must be a top-level domain
          INBOUND,  message.size,         GTE,     1e9,          value of message.size must be a number
          INBOUND,  message.size,         GTE,     -,            value of message.size must be a number
          INBOUND,  attachment.type,      IS,      pdf,          value of attachment.type must be a media type
          INBOUND,  attachment.type,      IS,      '*/pdf',      value of attachment.type must be a media type
          INBOUND,  auth.dkim,            IS,      good,         value of auth.dkim must be one of
          INBOUND,  subject,              CONTAINS, ' ',         value of subject must be a text
          INBOUND,  from.domain,          IN_LIST, blocked,      'value must be ids of lists, each a UUID'
          """)
  void whatMakesNoSenseIsRefusedByName(
      Trigger trigger, String field, Comparison comparison, String value, String text) {
    assertThatThrownBy(() -> Fields.condition(trigger, field, comparison, List.of(value)))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(Fault.INVALID);
              assertThat(e.text()).startsWith(text);
            });
  }

  @Test
  void listsAreNamedByIdsEachOnce() {
    Condition condition =
        Fields.condition(
            Trigger.INBOUND,
            "From.Domain",
            Comparison.IN_LIST,
            List.of(LIST, LIST.toUpperCase(java.util.Locale.ROOT)));
    assertThat(condition)
        .isEqualTo(new Condition("from.domain", Comparison.IN_LIST, List.of(LIST)));
    assertThatThrownBy(
            () -> Fields.condition(Trigger.INBOUND, "from.tld", Comparison.IN_LIST, List.of()))
        .hasMessage("value must be the ids of 1 to 50 lists");
    assertThatThrownBy(() ->
            Fields.condition(Trigger.INBOUND, "from.tld", Comparison.IS, List.of("com", "org")))
        .hasMessage("value of from.tld must be one value");
  }

  @Test
  void itemsOfListsComeInOneForm() {
    assertThat(Normal.item(ListType.DOMAIN, " @Bücher.Example ")).hasValue("xn--bcher-kva.example");
    assertThat(Normal.item(ListType.TLD, ".Com")).hasValue("com");
    assertThat(Normal.item(ListType.ADDRESS, "Ann@Example.com")).hasValue("ann@example.com");
    assertThat(Normal.item(ListType.ADDRESS, "example.com")).isEmpty();
    assertThat(Normal.item(ListType.DOMAIN, "x".repeat(501))).isEmpty();
    assertThat(Normal.item(ListType.TLD, "co.uk")).isEmpty();
  }

  @Test
  void textsAreBounded() {
    assertThatThrownBy(() ->
            Fields.condition(
                Trigger.INBOUND, "subject", Comparison.CONTAINS, List.of("x".repeat(501))))
        .hasMessageStartingWith("value of subject must be");
    assertThat(Fields.of("header." + "x".repeat(77))).isEmpty();
  }
}
