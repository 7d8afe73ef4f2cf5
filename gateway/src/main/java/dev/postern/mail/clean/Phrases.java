package dev.postern.mail.clean;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The words by which mail clients and people mark history, forwarded mail, signatures and ends, in
/// the languages that are written most. Every test takes time linear in a line of bounded length.
final class Phrases {
  private static final int MAX_LINE = 300;

  private static final Pattern FORWARD_SUBJECT =
      Pattern.compile("(?i)\\s*\\[?(fwd?|wg|tr|rv|i|enc|vs|vb|doorst|pd|ilt|fs|转发|轉寄)\\s?[:：].*");

  private static final Pattern FORWARDED =
      Pattern.compile(
          "(?i)(-{2,} ?(forwarded|weitergeleitete|message transféré|mensaje reenviado|messaggio"
              + " inoltrato|mensagem encaminhada|doorgestuurd|vidarebefordrat|videresendt"
              + "|videresendte|przekazana|пересылаемое|пересланное|转发邮件|転送).*"
              + "|begin forwarded message ?:.*"
              + "|anfang der weitergeleiteten (nachricht|e-mail) ?:.*"
              + "|début du (message réexpédié|message transféré) ?:.*"
              + "|inizio messaggio inoltrato ?:.*|inicio del mensaje reenviado ?:.*"
              + "|начало переадресованного сообщения ?:.*)");

  private static final Pattern ORIGINAL =
      Pattern.compile(
          "(?i)[-_]{2,} ?(original message|original appointment|reply message|ursprüngliche"
              + " nachricht|message d['’]origine|mensaje original|messaggio originale|mensagem"
              + " original|oorspronkelijk bericht|original besked|oprindelig meddelelse|opprinnelig"
              + " melding|ursprungligt meddelande|wiadomość oryginalna|původní zpráva|alkuperäinen"
              + " viesti|исходное сообщение|orijinal mesaj|原始邮件|元のメッセージ) ?[-_]{2,}");

  private static final Pattern FROM =
      Pattern.compile(
          "(?i)[*_ ]{0,3}(from|von|de|da|van|från|fra|od|lähettäjä|от|от кого|kimden|发件人|寄件者"
              + "|差出人)[*_]{0,2} ?[:：].*");

  private static final Pattern LABEL =
      Pattern.compile(
          "(?i)[*_ ]{0,3}(sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|envoyé|date"
              + "|à|objet|enviado|enviado el|fecha|para|asunto|assunto|inviato|data|a|oggetto"
              + "|verzonden|aan|onderwerp|skickat|till|ämne|sendt|dato|til|emne|wysłano|do|temat"
              + "|odesláno|komu|předmět|lähetetty|vastaanottaja|aihe|отправлено|дата|кому|тема"
              + "|gönderilme|tarih|kime|konu|发送时间|日期|收件人|主题|寄件日期|收件者|主旨|送信日時"
              + "|日時|宛先|件名)[*_]{0,2} ?[:：].*");

  private static final List<String> WROTE =
      List.of(
          " wrote",
          "schrieb",
          " a écrit",
          " escribió",
          " escreveu",
          " ha scritto",
          "schreef",
          "skrev",
          "napisał",
          "napsal",
          "kirjoitti",
          " пишет",
          " написал",
          " yazdı",
          "写道",
          "寫道",
          "のメール",
          "書きました",
          " het volgende geschreven");

  private static final Pattern ATTRIBUTION_START =
      Pattern.compile(
          "(?i)(on|am|le|el|em|il|op|den|på|w dniu|dnia|dne|pe|em|a|у|в|\\d{4}年?).*\\d.*");

  private static final Pattern MOBILE =
      Pattern.compile(
          "(?i)(sent from (my |yahoo|outlook|mail for|proton|samsung|the all|a mobile|mailspring)"
              + ".{0,80}|sent with proton.{0,60}|get outlook for .{0,60}"
              + "|(von|gesendet (von|mit)) (mein|outlook|der |mail ).{0,60}"
              + "|diese nachricht wurde von mein.{0,60}|outlook für (ios|android).{0,60}"
              + "|envoyé (de|depuis) (mon|ma|outlook|mail|yahoo).{0,60}"
              + "|télécharger outlook pour.{0,60}|obtenir outlook pour.{0,60}"
              + "|enviado (desde|do|de) (mi|meu|outlook|mail|yahoo).{0,60}"
              + "|obtener outlook para.{0,60}|obter o outlook para.{0,60}"
              + "|inviato da(l| )? ?(mio|outlook|yahoo|mail|iphone).{0,60}"
              + "|verzonden (vanaf|van|met) (mijn|outlook|mail).{0,60}"
              + "|skickat från (min|outlook|mail).{0,60}|sendt fra (min|outlook|mail).{0,60}"
              + "|wysłane z (mojego|outlook|telefonu).{0,60}|lähetetty .{0,30}puhelimesta.{0,30}"
              + "|отправлено (с|из) .{0,60}|iphoneから送信.{0,10}|从我的.{1,20}发送"
              + "|发自我的.{1,20})");

  private static final Set<String> CONCLUSIONS =
      Set.of(
          // English
          "best",
          "best regards",
          "best wishes",
          "regards",
          "kind regards",
          "kindest regards",
          "warm regards",
          "warmest regards",
          "with best regards",
          "with kind regards",
          "many thanks",
          "thanks",
          "thanks again",
          "thank you",
          "thanks and regards",
          "thanks & regards",
          "thanks in advance",
          "thank you in advance",
          "thanks a lot",
          "thanks so much",
          "thank you so much",
          "thank you very much",
          "sincerely",
          "sincerely yours",
          "yours sincerely",
          "yours faithfully",
          "yours truly",
          "cheers",
          "all the best",
          "all best",
          "take care",
          "respectfully",
          "respectfully yours",
          "cordially",
          "br",
          "kr",
          "rgds",
          "talk soon",
          "warmly",
          // German
          "mit freundlichen grüßen",
          "mit freundlichen grüssen",
          "mit freundlichen gruessen",
          "mit freundlichem gruß",
          "mit besten grüßen",
          "freundliche grüße",
          "freundliche grüsse",
          "viele grüße",
          "viele grüsse",
          "beste grüße",
          "beste grüsse",
          "liebe grüße",
          "liebe grüsse",
          "herzliche grüße",
          "schöne grüße",
          "gruß",
          "grüße",
          "mfg",
          "vg",
          "lg",
          "danke",
          "vielen dank",
          "hochachtungsvoll",
          // French
          "cordialement",
          "bien cordialement",
          "très cordialement",
          "bien à vous",
          "bien à toi",
          "cdlt",
          "meilleures salutations",
          "salutations distinguées",
          "sincères salutations",
          "amicalement",
          "merci",
          "merci d'avance",
          "merci beaucoup",
          "bonne journée",
          // Spanish, Portuguese, Italian
          "saludos",
          "saludos cordiales",
          "un saludo",
          "un cordial saludo",
          "atentamente",
          "cordialmente",
          "un abrazo",
          "gracias",
          "muchas gracias",
          "atenciosamente",
          "cumprimentos",
          "melhores cumprimentos",
          "com os melhores cumprimentos",
          "abraços",
          "abraço",
          "att",
          "obrigado",
          "obrigada",
          "cordiali saluti",
          "distinti saluti",
          "saluti",
          "un saluto",
          "a presto",
          "grazie",
          "grazie mille",
          // Dutch and the north
          "met vriendelijke groet",
          "met vriendelijke groeten",
          "vriendelijke groet",
          "vriendelijke groeten",
          "hartelijke groet",
          "groeten",
          "groetjes",
          "mvg",
          "bedankt",
          "med vänlig hälsning",
          "med vänliga hälsningar",
          "vänliga hälsningar",
          "hälsningar",
          "mvh",
          "tack",
          "med venlig hilsen",
          "venlig hilsen",
          "med vennlig hilsen",
          "vennlig hilsen",
          "hilsen",
          "tak",
          "takk",
          "ystävällisin terveisin",
          "terveisin",
          // The east
          "pozdrawiam",
          "z poważaniem",
          "pozdrowienia",
          "dziękuję",
          "s pozdravem",
          "с уважением",
          "спасибо",
          "с наилучшими пожеланиями",
          "saygılarımla",
          "よろしくお願いします",
          "よろしくお願いいたします",
          "敬具",
          "此致",
          "祝好",
          "谢谢");

  private Phrases() {}

  /// Says whether a subject is that of a mail passed on.
  static boolean isForward(String subject) {
    return isShort(subject) && FORWARD_SUBJECT.matcher(subject).matches();
  }

  /// Says whether a text begins as a mail passed on does.
  static boolean beginsForward(String text) {
    String head = text.strip();
    return FORWARDED.matcher(head.substring(0, Math.min(head.length(), MAX_LINE))).matches();
  }

  /// Says whether a line stands above the original of an answer.
  static boolean isOriginal(String line) {
    return isShort(line) && ORIGINAL.matcher(line.strip()).matches();
  }

  static boolean isFromLabel(String line) {
    return isShort(line) && FROM.matcher(line.strip()).matches();
  }

  static boolean isOtherLabel(String line) {
    return LABEL.matcher(line.substring(0, Math.min(line.length(), MAX_LINE)).strip()).matches();
  }

  /// Says whether a line ends as "Ada wrote:" does.
  static boolean endsAttribution(String line) {
    String text = line.strip();
    boolean colon = text.endsWith(":") || text.endsWith("：");
    String lower = colon && isShort(text) ? " " + text.toLowerCase(Locale.ROOT) : "";
    return WROTE.stream().anyMatch(lower::contains);
  }

  /// Says whether a line begins as "On 3 May" does.
  static boolean beginsAttribution(String line) {
    return isShort(line) && ATTRIBUTION_START.matcher(line.strip()).matches();
  }

  static boolean isMobile(String line) {
    String text = line.strip();
    return isShort(text) && MOBILE.matcher(text).matches();
  }

  /// Says whether a line is a phrase that ends a letter, alone or with the writer's name.
  static boolean isConclusion(String line) {
    String text = line.strip();
    if (!isShort(text)) {
      return false;
    }
    int comma = text.indexOf(',');
    boolean named = comma > 0 && isName(text.substring(comma + 1).strip());
    return CONCLUSIONS.contains(folded(named ? text.substring(0, comma) : text));
  }

  private static boolean isName(String text) {
    String[] words = text.split(" ", -1);
    for (String word : words) {
      if (word.isEmpty() || !Character.isUpperCase(word.codePointAt(0))) {
        return false;
      }
    }
    return words.length <= 3;
  }

  private static String folded(String text) {
    int end = text.length();
    while (end > 0 && ",.!;:~-–— ".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end).toLowerCase(Locale.ROOT).replace('’', '\'');
  }

  private static boolean isShort(String line) {
    return line.length() <= MAX_LINE;
  }
}
