package dev.postern.mail;

/// [Wire] as bytes for an engine's column.
public final class WireCodec {
  private static final int VERSION = 1;

  private WireCodec() {}

  /// Returns a form of the value that [#decode] reads.
  public static byte[] encode(Wire wire) {
    BinaryOut out = new BinaryOut();
    out.number(VERSION);
    out.number(wire.size());
    out.number(wire.headerLength());
    out.bytes(wire.envelope());
    out.bytes(wire.body());
    out.bytes(wire.bodyStructure());
    return out.toBytes();
  }

  /// Reads what [#encode] wrote.
  ///
  /// @throws IllegalArgumentException if the bytes are anything else
  public static Wire decode(byte[] bytes) {
    BinaryIn in = new BinaryIn(bytes);
    in.version(VERSION);
    Wire wire = new Wire(in.number(), in.number(), in.bytes(), in.bytes(), in.bytes());
    in.end();
    return wire;
  }
}
