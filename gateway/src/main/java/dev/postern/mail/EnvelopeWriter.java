package dev.postern.mail;

import java.util.List;

/// Writes ENVELOPE (RFC 9051 section 7.5.2).
///
/// Strings are verbatim but unfolded: NIL if the field is absent, `""` if it is empty. A missing
/// domain is `""`, since NIL there would mark a group.
final class EnvelopeWriter {
  private EnvelopeWriter() {}

  static byte[] write(KnownFields fields) {
    WireBuffer out = new WireBuffer();
    out.raw("(").nstring(fields.value(KnownField.DATE));
    out.raw(" ").nstring(fields.value(KnownField.SUBJECT));
    List<RawAddress> from = fields.addresses(KnownField.FROM);
    List<RawAddress> sender = fields.addresses(KnownField.SENDER);
    List<RawAddress> replyTo = fields.addresses(KnownField.REPLY_TO);
    addresses(out, from);
    addresses(out, sender.isEmpty() ? from : sender);
    addresses(out, replyTo.isEmpty() ? from : replyTo);
    addresses(out, fields.addresses(KnownField.TO));
    addresses(out, fields.addresses(KnownField.CC));
    addresses(out, fields.addresses(KnownField.BCC));
    out.raw(" ").nstring(fields.value(KnownField.IN_REPLY_TO));
    out.raw(" ").nstring(fields.value(KnownField.MESSAGE_ID));
    return out.raw(")").toBytes();
  }

  // env-from = "(" 1*address ")" / nil
  private static void addresses(WireBuffer out, List<RawAddress> addresses) {
    if (addresses.isEmpty()) {
      out.raw(" NIL");
      return;
    }
    out.raw(" (");
    addresses.forEach(address -> address(out, address));
    out.raw(")");
  }

  // address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
  private static void address(WireBuffer out, RawAddress address) {
    switch (address.kind()) {
      case GROUP_START -> out.raw("(NIL NIL ").string(address.name()).raw(" NIL)");
      case GROUP_END -> out.raw("(NIL NIL NIL NIL)");
      case MAILBOX -> {
        out.raw("(").nstring(address.name().isEmpty() ? null : address.name());
        out.raw(" ").nstring(address.route().isEmpty() ? null : address.route());
        out.raw(" ").string(address.local()).raw(" ").string(address.domain()).raw(")");
      }
    }
  }
}
