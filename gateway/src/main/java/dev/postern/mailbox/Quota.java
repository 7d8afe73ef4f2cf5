package dev.postern.mailbox;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import java.util.OptionalLong;

/// How much each account may keep; what is not given has no limit.
///
/// @param octets of all messages in all folders together, a message counted once for each folder
/// @param messages in all folders together, counted likewise
public record Quota(OptionalLong octets, OptionalLong messages) {
  /// No limit.
  public static final Quota NONE = new Quota(OptionalLong.empty(), OptionalLong.empty());

  /// Says whether there is any limit.
  public boolean isLimited() {
    return octets.isPresent() || messages.isPresent();
  }

  /// Accepts what would come to an account beside what it keeps; the commit decides for good.
  ///
  /// @param folders all that it has
  /// @throws GatewayException with OVER_QUOTA
  public void requireRoom(List<Folder> folders, long itsOctets, long itsMessages) {
    require(
        folders.stream().mapToLong(Folder::size).sum() + itsOctets,
        folders.stream().mapToLong(Folder::exists).sum() + itsMessages);
  }

  /// Accepts what an account would keep.
  ///
  /// @throws GatewayException with OVER_QUOTA
  public void require(long itsOctets, long itsMessages) {
    if (itsOctets > octets.orElse(Long.MAX_VALUE)
        || itsMessages > messages.orElse(Long.MAX_VALUE)) {
      throw new GatewayException(Fault.OVER_QUOTA, "the mailbox is full");
    }
  }
}
