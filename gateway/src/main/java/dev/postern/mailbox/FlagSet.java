package dev.postern.mailbox;

/// The flags of one placement, packed.
///
/// @param system bits of [SystemFlag]
/// @param keywords bit n set when the folder's keyword n ([Keywords]) is set
public record FlagSet(int system, long keywords) {
  public static final FlagSet NONE = new FlagSet(0, 0);

  /// Says whether `flag` is set.
  public boolean has(SystemFlag flag) {
    return (system & flag.bit()) != 0;
  }

  /// Returns this set with `flag` set.
  public FlagSet with(SystemFlag flag) {
    return new FlagSet(system | flag.bit(), keywords);
  }
}
