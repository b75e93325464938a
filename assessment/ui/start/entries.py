"""What a person can come to Start for: one thing is shown at a time, so that all are on the first screen."""

from __future__ import annotations

from enum import StrEnum

from assessment.i18n import gettext as _
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_view

_NAME = "start"


class Entry(StrEnum):
    CONTINUE = "continue"
    NEW = "new"
    IMPORT = "import"
    OFFLINE = "offline"
    SAMPLES = "samples"


def choose_entry(*, has_saved: bool) -> Entry:
    """Ask what a person comes for; at first for what is saved, if anything is."""
    offered = [entry for entry in Entry if has_saved or entry is not Entry.CONTINUE]
    chosen = state.chosen(_NAME, Entry, offered[0])
    entry = chosen if chosen in offered else offered[0]
    choose_view(_NAME, _("What do you want to do?"), offered, entry, lambda code: _words(Entry(code)))
    return entry


def forget_entry() -> None:
    """Let Start begin with what is saved again."""
    state.choose(_NAME, None)


def _words(entry: Entry) -> str:
    return {
        Entry.CONTINUE: _("Continue"),
        Entry.NEW: _("New assessment"),
        Entry.IMPORT: _("Import completed files"),
        Entry.OFFLINE: _("Work offline"),
        Entry.SAMPLES: _("Sample data"),
    }[entry]
