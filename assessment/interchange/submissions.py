"""Submissions of our forms as they come back from KoboToolbox and ODK Central: one response a row.

The files are CSV or XLSX, in any of the layouts in which these servers write them (`submissions_layout`). Values are
the form's codes or its labels in any language that ships. What a server adds is left alone; its id of a submission
is the response's key, so that nothing is taken twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from functools import partial

from assessment import language
from assessment.catalogue import CatalogueUnknown, FindCatalogue
from assessment.errors import FileRefused, Problem
from assessment.incoming import Incoming
from assessment.interchange.file_kinds import ZIP
from assessment.interchange.submissions_layout import (
    KEYS,
    Holds,
    header_key,
    held_by,
    hidden_columns,
    is_added,
    layout,
)
from assessment.interchange.submissions_rows import Columns, SubmissionReader, refuse_in_row, way_out
from assessment.interchange.tables import Row, Table, in_shape, read_csv_table, refuse_repeated
from assessment.interchange.xlsform_names import CALCULATED
from assessment.interchange.xlsx_tables import mentions, read_sheets
from assessment.language import gettext as _
from assessment.model import Catalogue
from assessment.strict import Reading, shortened


def read_submissions(content: bytes, file: str, find_catalogue: FindCatalogue) -> tuple[Incoming, ...]:
    """The response of every row in a file's bytes. Raises FileRefused with every problem of the file.

    A response has a place for every recommendation that the file has a column for, and no revisions: a form doesn't
    know what is stored.
    """
    reading = Reading(file)
    table = _sheet_table(content, reading) if content.startswith(ZIP) else _text_table(content, reading)
    refuse_repeated(table, reading, way_out())
    reading.close()
    return _Export(table, reading, find_catalogue).read()


def is_submissions(header: Iterable[str]) -> bool:
    """Whether a table with these columns is an export of one of our forms, be it a sound one or not."""
    return bool(hidden_columns(tuple(header)))


def is_submissions_workbook(content: bytes) -> bool:
    """Whether a workbook is such an export. It is only skimmed for the names of the hidden columns."""
    return mentions(content, CALCULATED)


def _text_table(content: bytes, reading: Reading) -> Table:
    hidden = {header_key(name) for name in CALCULATED}
    return read_csv_table(content, reading, lambda name: header_key(name) in hidden or is_added(name))


def _sheet_table(content: bytes, reading: Reading) -> Table:
    """The sheet that has the hidden columns, or the first one for want of it."""
    sheets = read_sheets(content, reading)
    if {"survey", "choices"} <= set(sheets):
        reading.refuse(
            "",
            _("This is the form itself, and not what was filled in with it."),
            _("Put the form into KoboToolbox or ODK, and download its submissions from there."),
        )
        reading.close()
    for rows in sheets.values():
        header = next((row.cells for row in rows if any(row.cells)), ())
        if is_submissions(header):
            return in_shape(rows, reading)
    return in_shape(next(iter(sheets.values()), []), reading)


class _Export:
    """One export on its way in."""

    def __init__(self, table: Table, reading: Reading, find_catalogue: FindCatalogue) -> None:
        self.table, self.reading, self.find_catalogue = table, reading, find_catalogue
        self.hidden = hidden_columns(table.header)
        self.key = next((table.header.index(name) for name in KEYS if name in table.header), None)
        self.columns: dict[tuple[str, ...], Columns | None] = {}
        self.known: set[int] = set()

    def read(self) -> tuple[Incoming, ...]:
        header = _("row {row}").format(row=self.table.header_row)
        for name in CALCULATED:
            if name not in self.hidden:
                self.reading.refuse(header, _("The column “{name}” is missing.").format(name=name), way_out())
        if not self.table.rows:
            self.reading.refuse("", _("There is no submission in the file."), _("Download it again when there are."))
        self.reading.close()
        incoming = [found for row in self.table.rows if not self.reading.is_full and (found := self._incoming(row))]
        self.reading.close()
        # A warning about the file is told once.
        first, *others = incoming
        return (dataclasses.replace(first, warnings=tuple(self._warnings())), *others)

    def _incoming(self, row: Row) -> Incoming | None:
        columns = self._columns_for(row)
        if columns is None:
            return None
        reader = SubmissionReader(row, columns, self.table.header, self.reading)
        return Incoming(
            source=self.reading.file,
            catalogue=columns.catalogue,
            response=reader.response(),
            places=reader.places(),
            is_submission=True,
            key=None if self.key is None else row.cells[self.key].strip().removeprefix("uuid:") or None,
        )

    def _columns_for(self, row: Row) -> Columns | None:
        """The columns for the catalogue that a row answers; a catalogue with a problem is told with its first row."""
        named = tuple(row.cells[self.hidden[name]].strip() for name in CALCULATED)
        if named not in self.columns:
            catalogue = self._catalogue(row, *named)
            self.columns[named] = None if catalogue is None else Columns(catalogue, self._places(catalogue))
        return self.columns[named]

    def _catalogue(self, row: Row, catalogue_id: str, version: str, content_hash: str) -> Catalogue | None:
        refuse = partial(refuse_in_row, self.reading, row)
        if not (catalogue_id and version and content_hash):
            refuse(CALCULATED[0], _("The submission doesn’t say which catalogue it answers."), way_out())
            return None
        try:
            catalogue = self.find_catalogue(catalogue_id, version)
        except FileRefused as error:
            self.reading.problems.extend(error.problems)
        except CatalogueUnknown as error:
            refuse(CALCULATED[0], str(error), _("Open the file with the catalogue that its form was made from."))
        else:
            if catalogue.hash == content_hash:
                return catalogue
            refuse(
                CALCULATED[2],
                _("The form asked other words than the catalogue {id} {version} has here.").format(
                    id=catalogue.id, version=catalogue.version
                ),
                _("Open the file with the catalogue that its form was made from, or take the form anew."),
            )
        return None

    def _places(self, catalogue: Catalogue) -> dict[Holds, int]:
        known = layout(catalogue, tuple(language.LANGUAGES))
        places: dict[Holds, int] = {}
        for place, name in enumerate(self.table.header):
            holds = held_by(name, known)
            if holds is None:
                continue
            self.known.add(place)
            if holds in places:
                self.reading.refuse(
                    _("row {row}").format(row=self.table.header_row),
                    _("The columns “{first}” and “{second}” are the same.").format(
                        first=shortened(self.table.header[places[holds]]), second=shortened(name)
                    ),
                    way_out(),
                )
            places.setdefault(holds, place)
        if not any(holds.item for holds in places):
            self.reading.refuse(
                _("row {row}").format(row=self.table.header_row), _("No column has answers in it."), way_out()
            )
        return places

    def _warnings(self) -> Iterator[Problem]:
        header = _("row {row}").format(row=self.table.header_row)
        for place, name in enumerate(self.table.header):
            is_known = place in self.known or place in self.hidden.values() or is_added(name)
            if not is_known and any(row.cells[place].strip() for row in self.table.rows):
                what = _("The column “{name}” is unknown.").format(name=shortened(name))
                yield Problem(header, what, _("Nothing of it is taken."), self.reading.file)
        if self.key is None:
            what = _("There is no column “{name}”.").format(name=KEYS[0])
            mend = _("If the same submissions come in again, nobody can tell that they are the same.")
            yield Problem(header, what, mend, self.reading.file)
