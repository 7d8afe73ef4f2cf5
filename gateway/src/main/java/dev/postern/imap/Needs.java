package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.StatusItem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which capabilities a command needs: without them it is unknown.
final class Needs {
  private Needs() {}

  /// Refuses a command that needs what was switched off.
  ///
  /// @throws GatewayException with UNKNOWN_COMMAND, as for a command nobody ever heard of
  static void check(Command command, Offer offer) {
    if (!offer.off().isEmpty() && offer.off().stream().anyMatch(of(command)::contains)) {
      throw new GatewayException(Fault.UNKNOWN_COMMAND, "unknown command");
    }
  }

  private static Set<Capability> of(Command command) {
    return switch (command) {
      case Command.Id _ -> Set.of(Capability.ID);
      case Command.Enable _ -> Set.of(Capability.ENABLE);
      case Command.Namespace _ -> Set.of(Capability.NAMESPACE);
      case Command.Idle _ -> Set.of(Capability.IDLE);
      case Command.Compress _ -> Set.of(Capability.COMPRESS);
      case Command.Xlist _ -> Set.of(Capability.XLIST);
      case Command.GetQuota _, Command.GetQuotaRoot _ -> Set.of(Capability.QUOTA);
      case Command.GetMetadata _, Command.SetMetadata _ -> Set.of(Capability.METADATA);
      case Command.Create create when !create.uses().isEmpty() ->
          Set.of(Capability.CREATE_SPECIAL_USE);
      case Command.Close close when !close.expunge() -> Set.of(Capability.UNSELECT);
      case Command.Expunge expunge when expunge.uids().isPresent() -> Set.of(Capability.UIDPLUS);
      case Command.Copy copy when copy.move() -> Set.of(Capability.MOVE);
      case Command.Select select when select.condstore() -> Set.of(Capability.CONDSTORE);
      case Command.Store store when store.unchangedSince().isPresent() ->
          Set.of(Capability.CONDSTORE);
      case Command.Fetch fetch when fetch.changedSince().isPresent() ->
          Set.of(Capability.CONDSTORE);
      case Command.Status status -> items(status.items());
      case Command.ListMailboxes list -> list(list);
      default -> Set.of();
    };
  }

  private static Set<Capability> items(List<StatusItem> items) {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    for (StatusItem item : items) {
      switch (item) {
        case SIZE -> needs.add(Capability.STATUS_SIZE);
        case HIGHESTMODSEQ -> needs.add(Capability.CONDSTORE);
        case DELETED_STORAGE -> needs.add(Capability.QUOTA_STORAGE);
        default -> {}
      }
    }
    return needs;
  }

  private static Set<Capability> list(Command.ListMailboxes list) {
    Set<Capability> needs = items(list.status());
    if (list.extended()) {
      needs.add(Capability.LIST_EXTENDED);
    }
    if (!list.status().isEmpty()) {
      needs.add(Capability.LIST_STATUS);
    }
    if (list.select().contains(Command.ListSelect.SPECIAL_USE)
        || list.wanted().contains(Command.ListReturn.SPECIAL_USE)) {
      needs.add(Capability.SPECIAL_USE);
    }
    return needs;
  }

  /// Returns the names of an ENABLE that were not switched off.
  static List<String> enabled(Command.Enable enable, Offer offer) {
    return enable.capabilities().stream()
        .filter(name -> Capability.named(name).map(offer::works).orElse(false))
        .toList();
  }
}
