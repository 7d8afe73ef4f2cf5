package dev.postern.store.sqlite;

import dev.postern.outbound.Wishes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [Wishes] as the column `wishes` holds them.
final class WishesCodec {
  private WishesCodec() {}

  /// Writes a column; what asks nothing is NULL.
  static byte @Nullable [] pack(Wishes wishes) {
    if (wishes.equals(Wishes.NONE)) {
      return null;
    }
    Packer out = new Packer();
    out.text(wishes.ret().map(Enum::name).orElse(""));
    out.text(wishes.envelopeId()).number(wishes.requireTls() ? 1 : 0);
    wishes
        .recipients()
        .forEach((address, wish) -> {
          Integer bits = QueueRows.bits(wish.events());
          out.text(address).number(bits == null ? 0 : bits + 1).text(wish.original());
        });
    return out.bytes();
  }

  /// Reads a column.
  static Wishes unpack(byte @Nullable [] packed) {
    if (packed == null) {
      return Wishes.NONE;
    }
    Unpacker in = new Unpacker(packed);
    Optional<Wishes.Ret> ret =
        Optional.of(in.text()).filter(name -> !name.isEmpty()).map(Wishes.Ret::valueOf);
    String envelopeId = in.text();
    boolean requireTls = in.number() != 0;
    Map<String, Wishes.Recipient> recipients = new LinkedHashMap<>();
    while (in.hasMore()) {
      String address = in.text();
      int bits = (int) in.number();
      recipients.put(
          address,
          new Wishes.Recipient(
              bits == 0 ? Optional.empty() : Optional.of(QueueRows.events(bits - 1)), in.text()));
    }
    return new Wishes(ret, envelopeId, requireTls, recipients);
  }
}
