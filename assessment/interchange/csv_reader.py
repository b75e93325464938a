"""Reads a response as a table: first the header, then whose answers they are, then the answers row by row."""

from __future__ import annotations

import re
from functools import partial
from typing import TypeVar

from assessment import i18n
from assessment.catalogues.reader import FindCatalogue, look_up
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.model import Answer, Catalogue, Recommendation, Response, Round, Voice
from assessment.domain.sharing import SENSITIVE
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.interchange.answer_parser import parse_answer, parse_choice, parse_day, parse_name
from assessment.interchange.csv_columns import FORMAT, RECOMMENDATION, columns_by_header, unescape_cell
from assessment.interchange.fields import (
    ANSWER_FIELDS,
    IDENTITY_FIELDS,
    NO_MEASURES,
    none_contradicted,
    omission_warnings,
)
from assessment.interchange.text_tables import (
    TextRow,
    TextTable,
    ignored_column,
    keep_or_rename,
    no_answers,
    no_column,
    same_columns,
)
from assessment.interchange.vocabulary import parse_country, parse_tick, parse_voice
from assessment.parsing.message_text import (
    abbreviated_list,
    also_in,
    keep_one,
    not_recognised,
    truncated,
    use_one_of,
    write_exactly,
    write_like,
)
from assessment.parsing.validation import PROBLEM_LIMIT, FileValidation

Meaning = TypeVar("Meaning")

_NEEDED = ("catalogue", "country", "voice", RECOMMENDATION)


class TableReader:
    """One table being read."""

    def __init__(self, table: TextTable, reading: FileValidation) -> None:
        self.reading = reading
        self.columns: dict[str, int] = {}
        self.warnings: list[Problem] = []
        self._name_columns(table)
        place = self.columns.get(RECOMMENDATION)
        # The row of hashtags may have been sorted to any place.
        self.rows = [row for row in table.rows if place is None or not row.cells[place].strip().startswith("#")]

    def read(self, find_catalogue: FindCatalogue) -> ImportedResponse:
        if not self.rows and not self.reading.problems:
            self.reading.refuse("", _("The table has no rows."), _("Export it again."))
        self.reading.close()
        self._check_format()
        catalogue = self._catalogue(find_catalogue)
        whose = {column: self._same_in_all(column) for column in (*IDENTITY_FIELDS, "left_out", "assessment_id")}
        # A word that isn't understood is reported with the first row.
        refuse = partial(self._refuse, self.rows[0])
        country = self._needed("country", parse_choice("country", whose, parse_country, refuse))
        voice = self._needed("voice", parse_choice("voice", whose, parse_voice, refuse))
        organisation = parse_name("organisation", whose, refuse)
        asked_in = Round(parse_name("round_label", whose, refuse), parse_day("round_date", whose, refuse))
        anonymous = parse_choice("anonymous", whose, parse_tick, refuse)
        left_out = self._left_out(whose["left_out"])
        answers, places, revisions = self._answers(catalogue) if catalogue else ({}, {}, {})
        self.reading.close()
        assert catalogue is not None  # noqa: S101 - else there was a problem
        return ImportedResponse(
            source=self.reading.file,
            catalogue=catalogue,
            response=Response(
                catalogue_id=catalogue.id,
                catalogue_version=catalogue.version,
                country=country or "",
                voice=voice or Voice.OTHER,
                organisation=organisation,
                round=asked_in,
                anonymous=bool(anonymous),
                answers=answers,
            ),
            locations=places,
            assessment_id=whose["assessment_id"].strip() or None,
            revisions={} if left_out else self._trusted(revisions),
            left_out=left_out,
            warnings=(*self.warnings, *omission_warnings(left_out, "left_out", self.reading.file)),
        )

    def _name_columns(self, table: TextTable) -> None:
        """Recognise the columns. Unknown columns that are empty are ignored."""
        columns = columns_by_header(tuple(i18n.LANGUAGES))
        header = _("row {row}").format(row=table.header_row)
        for place, name in enumerate(table.header):
            code = next(iter(columns.meanings(name)), None)
            if code in self.columns:
                self.reading.refuse(
                    header,
                    same_columns(table.header[self.columns[code]], name),
                    keep_or_rename(),
                )
            elif code is not None:
                self.columns[code] = place
            elif any(row.cells[place].strip() for row in table.rows):
                self._report_unknown(name, columns.suggestions(name), header)
        for code in _NEEDED:
            if code not in self.columns:
                self.reading.refuse(header, no_column(code), _("Add it."))
        if not self.columns.keys() & set(ANSWER_FIELDS):
            self.reading.refuse(header, no_answers(), use_one_of(ANSWER_FIELDS))

    def _report_unknown(self, name: str, near: list[str], header: str) -> None:
        if len(self.warnings) == PROBLEM_LIMIT:
            what = _("More than {limit} columns are not recognised.").format(limit=PROBLEM_LIMIT)
            self.reading.refuse(header, what, _("Remove them."))
            self.reading.close()
        if near:
            fix = _("Did you mean {near}? Rename the column, or remove it.").format(near=" / ".join(near))
            self.reading.refuse(header, not_recognised(name), fix)
        else:
            self.warnings.append(ignored_column(name, header, self.reading.file))

    def _cell(self, row: TextRow, column: str) -> str:
        place = self.columns.get(column)
        return "" if place is None else unescape_cell(row.cells[place], self._format(row))

    def _format(self, row: TextRow) -> str:
        place = self.columns.get("format")
        return "" if place is None else row.cells[place].strip()

    def _refuse(self, row: TextRow, column: str, what: str, fix: str) -> None:
        self.reading.refuse(_("row {row}, {column}").format(row=row.number, column=column), what, fix)

    def _check_format(self) -> None:
        for row in self.rows:
            if self._format(row) not in ("", FORMAT):
                self._refuse(row, "format", not_recognised(self._format(row)), write_exactly(FORMAT))
                self.reading.close()

    def _same_in_all(self, column: str) -> str:
        """What all rows that aren't empty here say. A table has one response."""
        first, value = self.rows[0], ""
        for row in self.rows:
            cell = self._cell(row, column)
            if not cell or cell == value:
                continue
            if value:
                self._refuse(
                    row,
                    column,
                    _("This says “{here}”, but row {row} says “{there}”.").format(
                        here=truncated(cell), there=truncated(value), row=first.number
                    ),
                    _("Use the same value in every row, and a separate file for each response."),
                )
                break
            first, value = row, cell
        return value

    def _needed(self, column: str, meaning: Meaning | None) -> Meaning | None:
        if meaning is None and not any(self._cell(row, column).strip() for row in self.rows):
            self._refuse(self.rows[0], column, _("This cell is empty."), _("Fill it in."))
        return meaning

    def _left_out(self, cell: str) -> tuple[str, ...]:
        named = _several(cell.lower())
        for field in dict.fromkeys(named):
            if field not in SENSITIVE:
                self._refuse(
                    self.rows[0],
                    "left_out",
                    not_recognised(field),
                    use_one_of(SENSITIVE),
                )
        return tuple(field for field in SENSITIVE if field in named)

    def _catalogue(self, find_catalogue: FindCatalogue) -> Catalogue | None:
        named = self._needed("catalogue", self._same_in_all("catalogue") or None)
        if named is None:
            return None
        catalogue_id, _space, version = named.strip().partition(" ")
        if not version:
            self._refuse(
                self.rows[0],
                "catalogue",
                _("“{text}” has no version.").format(text=truncated(named)),
                write_like("gcm-10 1.0"),
            )
            return None
        refuse = partial(self._refuse, self.rows[0], "catalogue")
        return look_up(find_catalogue, catalogue_id, version.strip(), self.reading, refuse)

    def _answers(self, catalogue: Catalogue) -> tuple[dict[str, Answer], dict[str, str], dict[str, int]]:
        answers: dict[str, Answer] = {}
        places: dict[str, str] = {}
        revisions: dict[str, int] = {}
        for row in self.rows:
            if self.reading.is_full:
                break
            named = self._cell(row, RECOMMENDATION).strip()
            item = catalogue.by_id.get(named.upper())
            place = _("row {row}").format(row=row.number)
            if item is None:
                self._refuse(
                    row,
                    RECOMMENDATION,
                    _("“{id}” is not in this catalogue.").format(id=truncated(named)),
                    use_one_of(catalogue.by_id, removable=True),
                )
            elif item.id in answers:
                self._refuse(
                    row,
                    RECOMMENDATION,
                    also_in(item.id, places[item.id]),
                    keep_one(),
                )
            else:
                places[item.id] = place
                answers[item.id] = self._answer(row, item)
                revision = self._revision(row)
                if revision is not None:
                    revisions[item.id] = revision
        # In document order, however the rows were sorted.
        return {key: answers[key] for key in catalogue.by_id if key in answers}, places, revisions

    def _answer(self, row: TextRow, item: Recommendation) -> Answer:
        cells = {field: self._cell(row, field) for field in ANSWER_FIELDS}
        refuse = partial(self._refuse, row)
        return parse_answer(cells, self._measures(row, cells["measures"], item), refuse)

    def _measures(self, row: TextRow, cell: str, item: Recommendation) -> tuple[str, ...] | None:
        known = [measure.id for measure in item.measures]
        if cell.strip().casefold() == NO_MEASURES:
            return ()
        named = _several(cell.upper())
        if NO_MEASURES.upper() in named:
            self._refuse(
                row, "measures", none_contradicted(), _("Remove “{none}”, or the ids.").format(none=NO_MEASURES)
            )
            return None
        for measure in dict.fromkeys(named):
            if measure not in known:
                self._refuse(
                    row,
                    "measures",
                    _("{recommendation} has no measure “{id}”.").format(recommendation=item.id, id=truncated(measure)),
                    _("Use {ids}, separated by semicolons.").format(ids=abbreviated_list(known))
                    if known
                    else _("Clear the cell."),
                )
        return tuple(measure for measure in known if measure in named) if named else None

    def _revision(self, row: TextRow) -> int | None:
        cell = self._cell(row, "revision").strip()
        if re.fullmatch(r"[0-9]{1,9}", cell):
            return int(cell)
        if cell:
            self._refuse(
                row,
                "revision",
                _("“{text}” is not a whole number.").format(text=truncated(cell)),
                _("Restore the exported number, or clear the column."),
            )
        return None

    def _trusted(self, revisions: dict[str, int]) -> dict[str, int]:
        """The revisions, unless columns of answers are missing: those answers would look as if they had been
        cleared."""
        gone = [field for field in ANSWER_FIELDS if field not in self.columns]
        if not gone or not revisions:
            return revisions
        self.warnings.append(
            Problem(
                "",
                _("Columns are missing: {columns}.").format(columns=abbreviated_list(gone)),
                _("You will be asked to decide wherever the file differs from the stored answers."),
                self.reading.file,
            )
        )
        return {}


def _several(cell: str) -> list[str]:
    """The ids in a cell, whatever separates them."""
    return [part for part in re.split(r"[\s;,]+", cell) if part]
