"""The downloads of a comparison: each file is written from what is stored when its button is clicked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import streamlit as st

from assessment.access.assessments import read_assessments, read_sources
from assessment.access.gate import Gate
from assessment.config import settings
from assessment.domain.comparison.compare import Comparison, compare
from assessment.domain.comparison.rounds import pairs_with_earlier
from assessment.domain.permissions import Action
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import current_language, using_language
from assessment.i18n import gettext as _
from assessment.reports.comparison.workbook import comparison_report
from assessment.reports.table_csv import tidy_csv, tidy_schema
from assessment.reports.web.comparison import web_comparison
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import warn_of_anonymous
from assessment.ui.session import state
from assessment.ui.widgets.components import offer_file

Content = TypeVar("Content", bytes, str)

MOST_IN_WORKBOOK, MOST_IN_CSV = 50_000, 250_000
"""Answers that are written in about ten seconds; more would keep everybody else waiting."""


def comparison_downloads(chosen: ChosenResponses) -> None:
    st.header(_("Downloads"), anchor="downloads")
    answers = sum(len(chosen.catalogues[line.name].recommendations) for line in chosen.lines)
    warn_of_anonymous(chosen.lines)
    gate = state.gate()
    make = partial(write_export, gate, tuple(chosen.ids), current_language())
    earlier = {pair[0].name for pair in pairs_with_earlier(chosen.lines, chosen.pool)}.difference(chosen.ids)
    name = f"comparison-{len(chosen.lines)}-responses-{dt.datetime.now().astimezone():%Y-%m-%d}"
    if _fits(answers, MOST_IN_WORKBOOK, _("Comparison (Excel)")):
        offer_file(
            _("Comparison (Excel)"),
            lambda: make(lambda comparison: _workbook(comparison, gate, sorted(earlier))),
            f"{name}.xlsx",
            "download-comparison",
            is_primary=True,
        )
        st.caption(_("Countries by theme and by recommendation, voices and rounds compared, evidence, and the method."))
        offer_file(_("One web page"), lambda: make(_web_page), f"{name}.html", "download-web")
        st.caption(_("For an own site, a mail or an archive: without organisations, evidence and other typed texts."))
    if _fits(answers, MOST_IN_CSV, _("Ratings and scores (CSV)")):
        offer_file(_("Ratings and scores (CSV)"), lambda: make(tidy_csv), f"{name}.csv", "download-tidy")
        st.caption(_("One row per rating or score, for your own analysis."))
    schema = json.dumps(tidy_schema(), ensure_ascii=False, indent=2)
    offer_file(_("Data dictionary (JSON)"), lambda: schema, f"{name}.schema.json", "download-schema")
    st.caption(_("The columns of the CSV file, as a Frictionless Table Schema."))


def _fits(answers: int, most: int, what: str) -> bool:
    if answers > most:
        st.info(
            _(
                "{what}: this file holds at most {most} answers, and {answers} are chosen. Choose fewer countries, "
                "voices or rounds."
            ).format(what=what, answers=answers, most=most)
        )
    return answers <= most


def write_export(gate: Gate, ids: tuple[str, ...], language: str, write: Callable[[Comparison], Content]) -> Content:
    """A file is written outside the session, so the gate and the language are passed in.

    Raises VisitEnded, NotAllowed.
    """
    responses = read_sources(gate, ids, Action.EXPORT)
    with using_language(language):
        return write(compare(responses))


def _web_page(comparison: Comparison) -> bytes:
    return web_comparison(comparison, threshold=settings().coverage_threshold, written=dt.datetime.now(dt.UTC))


def _workbook(comparison: Comparison, gate: Gate, earlier: Sequence[str]) -> bytes:
    """The workbook; its findings compare with the rounds before too, though those aren't chosen."""
    return comparison_report(
        comparison,
        earlier=[SourcedResponse.from_assessment(assessment) for assessment in read_assessments(gate, earlier)],
        threshold=settings().coverage_threshold,
        written=dt.datetime.now(dt.UTC),
    )
