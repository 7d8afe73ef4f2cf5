package dev.postern.store.sqlite;

import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.FlagSet;
import dev.postern.mailbox.MailTx.Edited;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Edits flags of many placements of one folder.
final class FlagWork {
  private final Unit unit;
  private final List<Placement> edited = new ArrayList<>();
  private final List<Long> failed = new ArrayList<>();

  /// The edit's flags, packed when the first placement needs them: an edit that reaches nothing
  /// adds no keyword.
  private @Nullable FlagSet named;

  FlagWork(Unit unit) {
    this.unit = unit;
  }

  Edited edit(FolderState folder, UidSet uids, FlagEdit edit, Optional<Long> unchangedSince) {
    long bound = unchangedSince.orElse(Long.MAX_VALUE);
    unit.pages.each(
        folder.key,
        uids,
        page -> {
          for (int i = 0; i < page.count; i++) {
            if (!uids.contains(page.uid(i))) {
              continue;
            }
            if (page.modseq[i] > bound) {
              failed.add(page.uid(i));
            } else {
              edited.add(editOne(folder, page, i, edit));
            }
          }
        });
    UidSet refused = UidSet.of(failed.stream().mapToLong(Long::longValue).toArray());
    return new Edited(edited, refused, folder.keywords);
  }

  private Placement editOne(FolderState folder, PlacementPage page, int at, FlagEdit edit) {
    FlagSet flags = named;
    if (flags == null) {
      flags =
          edit instanceof FlagEdit.Remove
              ? Keyed.packKnown(folder, edit.flags())
              : Keyed.pack(folder, edit.flags());
      named = flags;
    }
    FlagSet old = page.flagSet(at);
    FlagSet wanted =
        switch (edit) {
          case FlagEdit.Replace _ -> flags;
          case FlagEdit.Add _ ->
              new FlagSet(old.system() | flags.system(), old.keywords() | flags.keywords());
          case FlagEdit.Remove _ ->
              new FlagSet(old.system() & ~flags.system(), old.keywords() & ~flags.keywords());
        };
    if (wanted.equals(old)) {
      return unit.pages.withCold(page).placement(at);
    }
    return unit.placing.flag(folder, page, at, wanted);
  }
}
