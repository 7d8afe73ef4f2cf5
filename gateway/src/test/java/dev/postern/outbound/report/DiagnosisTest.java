package dev.postern.outbound.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          550 5.1.1 no such user                       | 5.1.1  | true  | NoEmail
          550-5.1.1 The account that you tried         | 5.1.1  | true  | NoEmail
          550 5.1.2 no such domain                     | 5.1.2  | true  | NoEmail
          553 5.1.3 bad address                        | 5.1.3  | true  | NoEmail
          551 5.1.6 moved                              | 5.1.6  | true  | NoEmail
          556 5.1.10 null MX                           | 5.1.10 | true  | NoEmail
          550 5.2.1 mailbox disabled                   | 5.2.1  | true  | NoEmail
          550 User unknown                             | 5.0.0  | true  | NoEmail
          550 go away                                  | 5.0.0  | false | General
          554 User unknown                             | 5.0.0  | false | General
          550 5.1.1 blocked as spam                    | 5.1.1  | false | General
          550 Sender verify failed: user unknown       | 5.0.0  | false | General
          550 5.1.2 <a@x>: Sender address rejected: Domain not found | 5.1.2 | false | General
          550 5.7.1 user unknown to our policy         | 5.7.1  | false | General
          552 5.2.2 full                               | 5.2.2  | false | MailboxFull
          452 4.2.2 full                               | 4.2.2  | false | MailboxFull
          552 over quota                               | 5.0.0  | false | MailboxFull
          552 5.3.4 too big                            | 5.3.4  | false | MessageTooLarge
          552 5.2.3 too big                            | 5.2.3  | false | MessageTooLarge
          550 5.6.7 no SMTPUTF8                        | 5.6.7  | false | ContentRejected
          554 5.7.1 Virus found: Eicar                 | 5.7.1  | false | AttachmentRejected
          451 4.1.1 user unknown                       | 4.1.1  | false | General
          5.1.1 without a reply                        | 5.1.1  | true  | NoEmail
          550 5.1.1234 no code                         | 5.0.0  | false | General
          250 2.0.0 fine                               | 2.0.0  | false | General
          what                                         | 5.0.0  | false | General
          ''                                           | 5.0.0  | false | General
          550 5.1.1 address is on the suppression list | 5.1.1  | false | OnAccountSuppressionList
          """)
  void anAnswerSaysThis(String answer, String status, boolean hard, String type) {
    Diagnosis diagnosis = Diagnosis.of(answer);
    assertThat(diagnosis.status()).isEqualTo(status);
    assertThat(diagnosis.isHard()).isEqualTo(hard);
    assertThat(diagnosis.type()).isEqualTo(type);
  }
}
