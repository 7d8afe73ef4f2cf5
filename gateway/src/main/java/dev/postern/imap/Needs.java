package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.NotifySet;
import dev.postern.imap.wire.SequenceSet;
import dev.postern.imap.wire.StatusItem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which capabilities a command needs: without them it is unknown.
final class Needs {
  private final Set<Capability> all = EnumSet.noneOf(Capability.class);

  private Needs() {}

  /// Refuses a command that needs what was switched off.
  ///
  /// @throws GatewayException with UNKNOWN_COMMAND, as for a command nobody ever heard of
  static void check(Command command, Offer offer) {
    if (offer.off().isEmpty()) {
      return;
    }
    Needs needs = new Needs();
    needs.command(command);
    needs.all.forEach(capability -> require(capability, offer));
  }

  /// Refuses a message whose form was switched off.
  static void check(Command.MessageHead head, Offer offer) {
    if (head.wrapped()) {
      require(Capability.UTF8_ACCEPT, offer);
    }
    if (head.binary()) {
      require(Capability.BINARY, offer);
    }
  }

  /// Refuses what needs this one capability, if it was switched off.
  static void require(Capability capability, Offer offer) {
    if (!offer.works(capability)) {
      throw new GatewayException(Fault.UNKNOWN_COMMAND, "unknown command");
    }
  }

  private void command(Command command) {
    switch (command) {
      case Command.Id _ -> all.add(Capability.ID);
      case Command.Authenticate authenticate ->
          when(authenticate.initial().isPresent(), Capability.SASL_IR);
      case Command.Enable _ -> all.add(Capability.ENABLE);
      case Command.Namespace _ -> all.add(Capability.NAMESPACE);
      case Command.Idle _ -> all.add(Capability.IDLE);
      case Command.Compress _ -> all.add(Capability.COMPRESS);
      case Command.Notify notify -> {
        all.add(Capability.NOTIFY);
        notify
            .set()
            .map(NotifySet::groups)
            .orElse(List.of())
            .forEach(group -> all.addAll(DataNeeds.of(group.items())));
      }
      case Command.Xlist _ -> all.add(Capability.XLIST);
      case Command.GetQuota _, Command.GetQuotaRoot _ -> all.add(Capability.QUOTA);
      case Command.GetMetadata _, Command.SetMetadata _ -> all.add(Capability.METADATA);
      case Command.Create create -> when(!create.uses().isEmpty(), Capability.CREATE_SPECIAL_USE);
      case Command.Close close -> when(!close.expunge(), Capability.UNSELECT);
      case Command.Append append -> when(append.replaces().isPresent(), Capability.REPLACE);
      case Command.Select select -> {
        when(select.condstore(), Capability.CONDSTORE);
        when(select.resync().isPresent(), Capability.QRESYNC);
      }
      case Command.Status status -> items(status.items());
      case Command.ListMailboxes list -> list(list);
      default -> messages(command);
    }
  }

  private void messages(Command command) {
    switch (command) {
      case Command.Expunge expunge -> {
        when(expunge.uids().isPresent(), Capability.UIDPLUS);
        expunge.uids().ifPresent(this::numbers);
      }
      case Command.Copy copy -> {
        when(copy.move(), Capability.MOVE);
        numbers(copy.messages());
      }
      case Command.Store store -> {
        when(store.unchangedSince().isPresent(), Capability.CONDSTORE);
        numbers(store.messages());
      }
      case Command.Fetch fetch -> {
        when(fetch.changedSince().isPresent(), Capability.CONDSTORE);
        when(fetch.vanished(), Capability.QRESYNC);
        when(fetch.partial().isPresent(), Capability.PARTIAL);
        all.addAll(DataNeeds.of(fetch.items()));
        numbers(fetch.messages());
      }
      case Command.Search search -> {
        when(search.wanted().isPresent(), Capability.ESEARCH);
        search.wanted().ifPresent(wanted -> all.addAll(SearchNeeds.of(wanted)));
        all.addAll(SearchNeeds.of(search.program()));
      }
      case Command.Sort sort -> {
        all.add(Capability.SORT);
        when(sort.wanted().isPresent(), Capability.ESORT);
        sort.wanted().ifPresent(wanted -> all.addAll(SearchNeeds.of(wanted)));
        all.addAll(SearchNeeds.of(sort.order()));
        all.addAll(SearchNeeds.of(sort.program()));
      }
      case Command.ThreadMessages thread -> {
        all.add(
            switch (thread.algorithm()) {
              case REFERENCES -> Capability.THREAD_REFERENCES;
              case ORDEREDSUBJECT -> Capability.THREAD_ORDEREDSUBJECT;
            });
        all.addAll(SearchNeeds.of(thread.program()));
      }
      default -> {
        // What the first IMAP4rev1 had needs nothing.
      }
    }
  }

  private void when(boolean used, Capability capability) {
    if (used) {
      all.add(capability);
    }
  }

  private void numbers(SequenceSet set) {
    when(set.isSaved(), Capability.SEARCHRES);
  }

  private void items(List<StatusItem> items) {
    for (StatusItem item : items) {
      switch (item) {
        case SIZE -> all.add(Capability.STATUS_SIZE);
        case HIGHESTMODSEQ -> all.add(Capability.CONDSTORE);
        case DELETED_STORAGE -> all.add(Capability.QUOTA_STORAGE);
        case MAILBOXID -> all.add(Capability.OBJECTID);
        case APPENDLIMIT -> all.add(Capability.APPENDLIMIT);
        // DELETED is IMAP4rev2's too.
        case MESSAGES, RECENT, UIDNEXT, UIDVALIDITY, UNSEEN, DELETED -> {}
      }
    }
  }

  private void list(Command.ListMailboxes list) {
    items(list.status());
    when(list.extended(), Capability.LIST_EXTENDED);
    when(!list.status().isEmpty(), Capability.LIST_STATUS);
    when(list.wanted().contains(Command.ListReturn.CHILDREN), Capability.CHILDREN);
    when(
        list.select().contains(Command.ListSelect.SPECIAL_USE)
            || list.wanted().contains(Command.ListReturn.SPECIAL_USE),
        Capability.SPECIAL_USE);
  }

  /// Returns the names of an ENABLE that were not switched off.
  static List<String> enabled(Command.Enable enable, Offer offer) {
    return enable.capabilities().stream()
        .filter(name -> Capability.named(name).map(offer::works).orElse(false))
        .toList();
  }
}
