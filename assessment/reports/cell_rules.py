"""Rules that a workbook keeps by itself while people work in it: fills by rating, and what a cell accepts."""

from __future__ import annotations

from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.language import gettext as _
from assessment.legend import rating_label
from assessment.reports.styles import style_book


def colour_ratings(sheet: Worksheet, cells: str) -> None:
    """Give cells the fill of the rating that they hold, now and when a person changes it."""
    for rating, fill in style_book().fills.items():
        label = rating_label(rating).replace('"', '""')
        rule = Rule(type="cellIs", operator="equal", formula=[f'"{label}"'], dxfId=fill)
        sheet.conditional_formatting.add(cells, rule)


def offer_choices(sheet: Worksheet, cells: str, reference: str) -> None:
    """Let cells be filled from the list at `reference`, and with nothing else."""
    choices = DataValidation(type="list", formula1=reference, allow_blank=True, showErrorMessage=True)
    choices.errorTitle = _("Not in the list")
    choices.error = _("Choose one of the words in the list, or leave the cell empty.")
    choices.add(cells)
    sheet.add_data_validation(choices)


def expect_dates(sheet: Worksheet, cells: str) -> None:
    """Let cells hold a date; what is no date is questioned and may stay."""
    dates = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True, showErrorMessage=True)
    dates.errorStyle = "warning"
    dates.errorTitle = _("Not a date")
    dates.error = _("Write year, month and day, such as 2026-11-24.")
    dates.add(cells)
    sheet.add_data_validation(dates)
