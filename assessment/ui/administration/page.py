"""The page “Administration”: who is here, what runs, whether the server is as it should be, and who did what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import streamlit as st

from assessment.access.assessments import find_last_backup, measure_storage
from assessment.access.gate import Gate
from assessment.access.links import list_links
from assessment.access.sign_ins import list_sign_ins
from assessment.access.workshops import list_workshops
from assessment.config import settings
from assessment.domain.permissions import Action
from assessment.html.tables import rows_table
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.codes import role_word
from assessment.labels.formatting import timestamp_text
from assessment.records.links import Link
from assessment.records.workshops import WorkshopListing
from assessment.services.diagnosis import SOON, Outcome, diagnose
from assessment.ui.administration.log import show_log
from assessment.ui.links.new_link import names_of_responses, scope_name
from assessment.ui.session import state
from assessment.ui.widgets.components import list_lines, page_header
from assessment.views.table import Column

RECENT = dt.timedelta(minutes=5)
GIGABYTE = 1_000_000_000


Fact = tuple[str, str]
"""What is told of the server, and how it is."""


def administration() -> None:
    page_header(_("Administration"), _("Who is here, and how the server is."))
    gate = state.gate()
    gate.require(Action.ADMINISTER)
    links, workshops, now = list_links(gate), list_workshops(gate), dt.datetime.now(dt.UTC)
    names = names_of_responses(gate) | {each.id: each.plan.title for each in workshops}
    names |= {link.id: link.name for link in links}
    st.header(_("Who is here"), anchor=False)
    _show_who_is_here(gate, links, names, now)
    st.header(_("Server"), anchor=False)
    facts: list[Column[Fact]] = [Column(_("What"), lambda fact: fact[0]), Column(_("State"), lambda fact: fact[1])]
    st.html(rows_table(_("At this moment"), facts, list(_facts(gate, links, workshops, now))))
    if st.button(_("Go to Links"), key="go-to-links"):
        st.switch_page("links/page.py")
    _show_findings(now)
    st.header(_("Audit log"), anchor=False)
    show_log(names)


def _show_who_is_here(gate: Gate, links: Sequence[Link], names: dict[str, str], now: dt.datetime) -> None:
    here = [
        (
            link.name or _("A link without a name"),
            _joined(role_word(link.role), scope_name(link.scope, names)),
            _("Last used {moment}").format(moment=timestamp_text(link.last_used)),
        )
        for link in links
        if link.last_used and link.last_used > now - RECENT and link.is_open(now)
    ]
    here += [
        (sign_in.person, _("Account"), _("Signed in {moment}").format(moment=timestamp_text(sign_in.began)))
        for sign_in in list_sign_ins(gate)
    ]
    columns: list[Column[tuple[str, str, str]]] = [
        Column(_("Link or account"), lambda row: row[0]),
        Column(_("As"), lambda row: row[1]),
        Column(_("When"), lambda row: row[2]),
    ]
    st.html(rows_table(_("Links used in the last five minutes, and accounts"), columns, here))


def _facts(gate: Gate, links: Sequence[Link], workshops: Sequence[WorkshopListing], now: dt.datetime) -> Iterator[Fact]:
    opened = [link for link in links if link.is_open(now)]
    ending = sum(link.ends < now + SOON for link in opened)
    soon = counted("{n} ends within {days} days", "{n} end within {days} days", ending, days=SOON.days)
    yield _("Links"), _joined(_("{n} open").format(n=len(opened)), soon if ending else "")
    going_on = [workshop for workshop in workshops if workshop.finished is None]
    running = sum(workshop.participants > 0 for workshop in going_on)
    waiting = len(going_on) - running
    yield _("Workshops"), _joined(_("{n} running").format(n=running), _("{n} prepared").format(n=waiting))
    storage = measure_storage(gate)
    free = "" if storage.free is None else _("{size} free").format(size=_size(storage.free))
    yield _("Storage"), _joined(storage.engine, _size(storage.size), free, _("tables {n}").format(n=storage.tables))
    last = find_last_backup(gate)
    days = (now - last).days if last else 0
    age = counted("{n} day ago", "{n} days ago", days) if days else ""
    yield _("Backup"), _joined(timestamp_text(last), age) if last else _("None known")


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _size(number: int) -> str:
    return f"{number / GIGABYTE:.1f} GB" if number >= GIGABYTE else f"{1000 * number / GIGABYTE:.1f} MB"


def _show_findings(now: dt.datetime) -> None:
    """What `doctor` says that somebody should do something about, in an operator's English as in a terminal."""
    findings = [finding for finding in diagnose(settings(), now) if finding.outcome is not Outcome.OK]
    if findings:
        st.subheader(_("Needs attention"), anchor=False)
        list_lines(f"{finding.check}: {finding.what} {finding.fix}".strip() for finding in findings)
    else:
        st.markdown(_("The doctor finds nothing to correct."))


administration()
