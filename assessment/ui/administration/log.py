"""The newest entries of the audit log, in words, and the whole log as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from assessment.access.assessments import read_newest_entries
from assessment.domain.permissions import Through
from assessment.html.tables import rows_table
from assessment.i18n import gettext, mark
from assessment.i18n import gettext as _
from assessment.labels.formatting import timestamp_text
from assessment.records.audit import StoredEntry
from assessment.services.audit_files import audit_csv, export_log
from assessment.ui.session import state
from assessment.ui.widgets.components import offer_file
from assessment.views.table import Column

ENTRIES_SHOWN = 20
NAMES_SHOWN = 2
ID_SHOWN = 9
"""Characters of the id of somebody whose name is erased."""
_THROUGH: Mapping[str, str] = {
    Through.PAGE: mark("a page"),
    Through.COMMAND: mark("a command"),
    Through.ITSELF: mark("by itself"),
}


def show_log(names: Mapping[str, str]) -> None:
    """The table and the download; `names` are those of links, responses and workshops, by id."""
    gate = state.gate()
    columns: list[Column[StoredEntry]] = [
        Column(_("When"), lambda row: timestamp_text(row.entry.at)),
        Column(_("What"), lambda row: _event_words(row.entry.event)),
        Column(_("About"), lambda row: _about(row, names) or "–"),
        Column(_("Who"), lambda row: row.person or row.entry.who[:ID_SHOWN] or "–"),
        Column(_("Through"), lambda row: _through_words(row.entry.through)),
    ]
    st.html(rows_table(_("Newest entries"), columns, read_newest_entries(gate, ENTRIES_SHOWN)))
    name = f"audit-{dt.datetime.now().astimezone():%Y-%m-%d}.csv"
    offer_file(_("Audit log (CSV)"), lambda: audit_csv(export_log(gate)), name, "download-audit")


def _event_words(event: str) -> str:
    words = gettext(event)
    return f"{words[:1].upper()}{words[1:]}"


def _through_words(through: str) -> str:
    return gettext(_THROUGH[through]) if through in _THROUGH else through


def _about(row: StoredEntry, names: Mapping[str, str]) -> str:
    ids = row.entry.about.split()
    known = [names[each] for each in ids if names.get(each)][:NAMES_SHOWN]
    more = len(ids) - len(known)
    return ", ".join([*known, *([_("{n} more").format(n=more)] if known and more else [])])
