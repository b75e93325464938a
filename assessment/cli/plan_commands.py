"""The command that shows the follow-up plan of a stored response.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessment.cli.commands import open_access
from assessment.i18n import gettext as _
from assessment.parsing.message_text import printable

if TYPE_CHECKING:
    from assessment.domain.follow_up import PlannedGap


def show_plan(options: argparse.Namespace) -> None:
    """The gaps in their order, each with its follow-up."""
    from assessment.domain.follow_up import follow_up_plan
    from assessment.domain.gaps import gaps

    access = open_access()
    kept = access.assessment(options.id)
    plan = follow_up_plan(gaps(kept.catalogue, kept.response), access.saved_follow_ups(options.id))
    today = dt.datetime.now().astimezone().date()
    for line in _lines(plan, today):
        print(line)


def _lines(plan: Sequence[PlannedGap], today: dt.date) -> Iterator[str]:
    from assessment.labels.codes import follow_up_word, rating_label

    if not plan:
        yield _("No recommendation is rated absent or partial.")
    for planned in plan:
        item, follow_up = planned.gap.recommendation, planned.follow_up
        yield f"{item.id}  {rating_label(planned.gap.answer.rating)}  {item.title}"
        status = " ".join(filter(None, (follow_up_word(follow_up.status), str(follow_up.status_date or ""))))
        target = str(follow_up.target_date or "")
        if follow_up.is_overdue(today):
            target = _("{day}, overdue").format(day=target)
        facts = {
            _("Status"): status,
            _("Note on the status"): follow_up.note,
            _("Responsible body"): follow_up.responsible,
            _("Action"): follow_up.action,
            _("Target date"): target,
        }
        yield from (f"    {name}: {printable(text)}" for name, text in facts.items() if text)
