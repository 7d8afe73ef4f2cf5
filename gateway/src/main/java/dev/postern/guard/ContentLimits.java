package dev.postern.guard;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Attachment;
import dev.postern.mail.Attachments;
import dev.postern.mail.Digest;
import dev.postern.mail.Part;
import dev.postern.mail.PartDecoder;
import dev.postern.rules.Allowance;
import dev.postern.rules.Limit;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;

/// Holds a message to the limits of its size and of what is attached to it (spec/api-admin.md
/// section 4.3).
///
/// Attached is what the API lists: every leaf that is not the body, pictures that the body shows
/// too, and a message within the message as one piece. Refusals name the limit, its number and what
/// came, and are printable ASCII whatever the message says.
public final class ContentLimits {
  private static final int LONGEST_TYPE = 100;

  private ContentLimits() {}

  /// Says whether anything is limited.
  public static boolean any(Allowance allowance) {
    return !allowance.attachmentTypes().isEmpty()
        || allowance.limit(Limit.MESSAGE_SIZE).isPresent()
        || allowance.limit(Limit.ATTACHMENT_SIZE).isPresent()
        || allowance.limit(Limit.ATTACHMENT_COUNT).isPresent();
  }

  /// Refuses a message that is too large as a whole.
  ///
  /// @param size octets, or what its sender says they will be
  /// @throws GatewayException with TOO_LARGE
  public static void checkSize(Allowance allowance, long size) {
    OptionalLong most = allowance.limit(Limit.MESSAGE_SIZE);
    if (size > most.orElse(Long.MAX_VALUE)) {
      throw refusal(
          Fault.TOO_LARGE, "the message has " + size + " octets", Limit.MESSAGE_SIZE, most);
    }
  }

  /// Refuses a message that is more than is allowed. Decodes only what may be too large.
  ///
  /// @param size octets that count: `message` may have trace fields on top that its sender did not
  ///   write
  /// @throws GatewayException with TOO_LARGE, or MEDIA_REFUSED for the number or a type of its
  ///   attachments
  public static void check(Allowance allowance, Digest digest, MemorySegment message, long size) {
    checkSize(allowance, size);
    OptionalLong largest = allowance.limit(Limit.ATTACHMENT_SIZE);
    OptionalLong most = allowance.limit(Limit.ATTACHMENT_COUNT);
    List<String> types = allowance.attachmentTypes();
    if (largest.isEmpty() && most.isEmpty() && types.isEmpty()) {
      return;
    }
    List<Attachment> attached = Attachments.of(digest);
    if (attached.size() > most.orElse(Long.MAX_VALUE)) {
      String what = "the message has " + attached.size() + " attachments";
      throw refusal(Fault.MEDIA_REFUSED, what, Limit.ATTACHMENT_COUNT, most);
    }
    for (int i = 0; i < attached.size(); i++) {
      Part part = attached.get(i).part();
      String which = "attachment " + (i + 1);
      checkType(types, part, which);
      checkAttachment(largest, part, message, which);
    }
  }

  private static void checkAttachment(
      OptionalLong largest, Part part, MemorySegment message, String which) {
    // Nothing gets larger by being decoded.
    if (part.size() <= largest.orElse(Long.MAX_VALUE)) {
      return;
    }
    long size = PartDecoder.decodedSize(message, part);
    if (size > largest.orElse(Long.MAX_VALUE)) {
      String what = which + " has " + size + " octets";
      throw refusal(Fault.TOO_LARGE, what, Limit.ATTACHMENT_SIZE, largest);
    }
  }

  private static GatewayException refusal(
      Fault fault, String what, Limit limit, OptionalLong number) {
    return new GatewayException(
        fault, what + ", and " + limit.wire() + " is " + number.orElseThrow());
  }

  private static void checkType(List<String> types, Part part, String which) {
    String type = part.type() + "/" + part.subtype();
    if (types.isEmpty() || types.stream().anyMatch(allowed -> isOf(allowed, type))) {
      return;
    }
    throw new GatewayException(
        Fault.MEDIA_REFUSED,
        which + " is " + shown(type) + ", which limit_attachment_allowed_types does not allow");
  }

  private static boolean isOf(String allowed, String type) {
    return allowed.equals(type)
        || allowed.equals("*/*")
        || (allowed.endsWith("/*") && type.startsWith(allowed.substring(0, allowed.length() - 1)));
  }

  private static String shown(String type) {
    boolean plain = type.length() <= LONGEST_TYPE && type.chars().allMatch(c -> c > ' ' && c < 127);
    return plain ? type : "of a strange type";
  }
}
