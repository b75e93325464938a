"""Workbooks that come back: the offline workbook, and the gap report with its follow-up plan."""

from __future__ import annotations

from collections.abc import Sequence

from python_calamine import CalamineError

from assessment.catalogues.reader import FindCatalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.gap_report.origin import is_plan_origin, titles_without_plan
from assessment.interchange.gap_report.reader import read_gap_report
from assessment.interchange.questionnaire.cell_values import WorkbookReading
from assessment.interchange.questionnaire.provenance import titles_without_answers
from assessment.interchange.questionnaire.reader import read_grids_of_questionnaire
from assessment.interchange.xlsx.grids import Grid, read_grids
from assessment.interchange.xlsx.package_limits import Package, open_package, refuse_damaged


def read_workbook(
    content: bytes, name: str, find_catalogue: FindCatalogue, *, with_plans: bool = False
) -> ImportedResponse:
    """What a workbook's bytes say; `name` is the file's name, for messages.

    A gap report is refused unless `with_plans`, since it has no answers to read. Raises FileRefused with every problem
    of the file.
    """
    reading = WorkbookReading(name)
    package = open_package(content, reading)
    grids = _read(package, reading)
    if not any(map(is_plan_origin, grids)):
        return read_grids_of_questionnaire(package, grids, reading, find_catalogue)
    if not with_plans:
        reading.refuse("", _("This is a gap report; only its follow-up plan can be read."), _("Import it."))
        reading.close()
    return read_gap_report(package, grids, reading, find_catalogue)


def _read(package: Package, reading: WorkbookReading) -> Sequence[Grid]:
    try:
        return read_grids(package, lambda grid: [*titles_without_answers(grid), *titles_without_plan(grid)])
    except BaseException as error:
        # An error inside calamine's Rust code is raised as a panic, which isn't an Exception.
        if not isinstance(error, CalamineError | ValueError) and type(error).__name__ != "PanicException":
            raise
    refuse_damaged(reading)
    raise FileRefused(reading.problems)
