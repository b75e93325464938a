"""What the hidden sheet of a gap report says: which plan was written, and where (`spreadsheet.plan_layout`)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.codec import restore
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp
from assessment.i18n import gettext as _
from assessment.interchange.xlsx.sheets import Grid, cell_text
from assessment.parsing.message_text import truncated
from assessment.parsing.validation import LONE_SURROGATE, FileValidation
from assessment.spreadsheet.plan_layout import PLAN_FIELDS, PLAN_FORMAT, PLAN_TEXTS, PlanCode
from assessment.spreadsheet.text import in_cell

_FORMAT_NAME = PLAN_FORMAT.rpartition("/")[0]
_ABOUT: dict[str, int] = {
    PlanCode.FORMAT: 1,
    PlanCode.LEVEL: 1,
    PlanCode.CATALOGUE: 1,
    PlanCode.VERSION: 1,
    PlanCode.ASSESSMENT: 1,
    PlanCode.COLUMN: 3,
    PlanCode.GAP: 4,
}
"""How many words of a row say what it is about, which is said once."""


@dataclass(frozen=True, slots=True)
class WrittenGap:
    """A follow-up as it was written into the report."""

    follow_up: FollowUp
    revision: int
    shown: Mapping[str, str]
    """By field, what the cells showed of texts."""

    def is_cut(self, name: str) -> bool:
        """Whether the cell showed only the beginning of a text."""
        return self.shown[name] != in_cell(getattr(self.follow_up, name))


@dataclass(slots=True)
class PlanOrigin:
    """The facts of the hidden sheet."""

    format: str = ""
    level: str = ""
    catalogue_id: str = ""
    version: str = ""
    assessment_id: str = ""
    sheet: str = ""
    """The title of the sheet with the gaps."""
    headers: dict[str, str] = field(default_factory=dict)
    """By field, also `id` and `title`."""
    gaps: dict[str, WrittenGap] = field(default_factory=dict)
    """By recommendation."""


def is_plan_origin(grid: Grid) -> bool:
    """Whether a sheet is the hidden one of a gap report, in any version."""
    if not grid.rows or len(grid.rows[0]) < 2:  # noqa: PLR2004 - a code and what it tells
        return False
    code, name = grid.rows[0][:2]
    return code == PlanCode.FORMAT.value and isinstance(name, str) and name.startswith(_FORMAT_NAME)


def read_plan_origin(grids: Sequence[Grid], reading: FileValidation) -> PlanOrigin:
    """The facts of a gap report. Raises FileRefused if it can't be imported."""
    sheets = [grid for grid in grids if is_plan_origin(grid)]
    if len(sheets) > 1:
        reading.refuse(
            ", ".join(grid.title for grid in sheets),
            _("Both hidden sheets say what the file was made from."),
            _("Delete the one that was copied from another file."),
        )
        reading.close()
    origin = PlanOrigin()
    is_sound = _take(origin, sheets[0])
    if origin.format != PLAN_FORMAT:
        reading.refuse(
            sheets[0].title,
            _("The format of this file, “{format}”, is not known here.").format(format=truncated(origin.format)),
            _("Open it in a newer version of the app."),
        )
    elif origin.level in (SharingLevel.PUBLIC, SharingLevel.PARTNERS):
        reading.refuse(
            "",
            _("Parts were left out of this gap report before it was shared, so its plan can’t be imported."),
            _("Use the full gap report."),
        )
    elif not origin.assessment_id:
        reading.refuse(
            "",
            _("This gap report was made from a file, so it belongs to no stored response."),
            _("Import that file, and use the gap report of the stored response."),
        )
    elif not is_sound:
        reading.refuse(sheets[0].title, _("This hidden sheet was changed and can’t be read."), copy_plan())
    reading.close()
    return origin


def copy_plan() -> str:
    return _("Copy your changes into a newly downloaded gap report.")


def _take(origin: PlanOrigin, grid: Grid) -> bool:
    """Take all facts from the hidden sheet; false if a row isn't of the form that it has, or stands twice."""
    seen: set[tuple[str, ...]] = set()
    pieces: dict[str, tuple[str, dict[int, str]]] = {}
    is_sound = True
    for row in grid.rows:
        words = [cell_text(value) for value in row if value != ""]
        about = tuple(words[: _ABOUT.get(words[0], 0)]) if words else ()
        is_sound = is_sound and about not in seen
        if about:
            seen.add(about)
        match words:
            case [PlanCode.FORMAT, name]:
                origin.format = name
            case [PlanCode.LEVEL, name]:
                origin.level = name
            case [PlanCode.CATALOGUE, name]:
                origin.catalogue_id = name
            case [PlanCode.VERSION, name]:
                origin.version = name
            case [PlanCode.ASSESSMENT, name]:
                origin.assessment_id = name
            case [PlanCode.COLUMN, sheet, code, header]:
                origin.sheet = sheet
                origin.headers[code] = header
            case [PlanCode.GAP, item, revision, number, piece] if re.fullmatch(
                "[0-9]{1,9} [0-9]{1,4}", f"{revision} {number}"
            ):
                known, numbered = pieces.setdefault(item, (revision, {}))
                is_sound = is_sound and known == revision
                numbered[int(number)] = piece
            case [PlanCode.SHEET, _] | []:
                pass
            case _:
                is_sound = False
    return is_sound and bool(origin.catalogue_id and origin.version) and _take_gaps(origin, pieces)


def _take_gaps(origin: PlanOrigin, pieces: Mapping[str, tuple[str, Mapping[int, str]]]) -> bool:
    """Put the follow-ups together; false if one can't be, or if a column isn't named."""
    for item, (revision, numbered) in pieces.items():
        written = _written("".join(numbered[number] for number in sorted(numbered)), int(revision))
        if written is None:
            return False
        origin.gaps[item] = written
    return not origin.gaps or origin.headers.keys() == {"id", "title", *PLAN_FIELDS}


def _written(text: str, revision: int) -> WrittenGap | None:
    """A follow-up from its JSON; None if it isn't one."""
    try:
        values: Any = json.loads(text)
        if re.search(LONE_SURROGATE, json.dumps(values, ensure_ascii=False)):
            return None
        seen = values.pop("shown")
        follow_up = restore(FollowUp, values)
        shown = {name: restore(str, seen.get(name, getattr(follow_up, name))) for name in PLAN_TEXTS}
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None
    return WrittenGap(follow_up, revision, shown) if values.keys() == {*PLAN_FIELDS} else None
