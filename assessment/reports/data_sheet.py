"""The sheet *Data*: one row an answer in codes that never change, for programs, and the dictionary of its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessment.language import gettext as _
from assessment.model import Recommendation
from assessment.reports import answer_columns as show
from assessment.reports.cell_text import Passage
from assessment.reports.columns import Column, Value
from assessment.reports.dictionary import write_dictionary
from assessment.reports.explanations import worth
from assessment.reports.findings import Entry, Findings
from assessment.reports.page_setup import A3
from assessment.reports.sheets import Book
from assessment.reports.styles import Style

_SEPARATOR = "; "
_NAME = 21.0
_CODE = 13.0
_TEXT = 18.0


@dataclass(frozen=True, slots=True)
class _Variable:
    """A column of the data: its name, the same in every language, what it means, and how it is shown."""

    name: str
    meaning: str
    value: Callable[[Entry], Value]
    width: float = _CODE
    style: Style = Style.DATA_TEXT


def write_data(book: Book, findings: Findings) -> None:
    variables = [*_of_recommendation(findings), *_of_response(findings), *_of_answer(findings)]
    columns = [Column(variable.name, variable.width, variable.value, variable.style) for variable in variables]
    sheet = book.sheet(
        _("Data"),
        [column.width for column in columns],
        _(
            "One row an answer, in codes, for other programs; texts are whole in their cells. The dictionary stands "
            "below."
        ),
        paper=A3,
    )
    sheet.freeze(column=2, header=True)
    catalogue = findings.catalogue
    entries = [findings.entry(number, item) for number, item in enumerate(catalogue.recommendations, start=1)]
    sheet.table("Data", columns, entries)
    write_dictionary(sheet, [(variable.name, variable.meaning) for variable in variables])


def _of_recommendation(findings: Findings) -> list[_Variable]:
    """What the catalogue says of a recommendation."""

    def from_item(value: Callable[[Recommendation], Value]) -> Callable[[Entry], Value]:
        return lambda entry: value(entry.recommendation)

    return [
        _Variable("recommendation_id", _(
            "Id of the recommendation in the catalogue"
        ), from_item(lambda item: item.id), _NAME),
        _Variable("catalogue_id", _("Id of the catalogue"), lambda _entry: findings.catalogue.id),
        _Variable("catalogue_version", _("Version of the catalogue"), lambda _entry: findings.catalogue.version, 19),
        _Variable("theme", _("Id of the theme in which it is scored"), from_item(lambda item: item.theme), 15),
        _Variable(
            "pillar", _("prevention, protection, prosecution or partnership"), from_item(lambda item: item.pillar.value)
        ),
        _Variable(
            "populations", _("Ids of the people whom it names, several apart by “; ”"),
            from_item(lambda item: _SEPARATOR.join(item.populations)), 18,
        ),
        _Variable(
            "mechanism", _("special-procedure or treaty-body"),
            from_item(lambda item: item.source.mandate.mechanism.value), 16,
        ),
        _Variable("mandate", _(
            "Id of the UN mandate that made it"
        ), from_item(lambda item: item.source.mandate.id), 15),
        _Variable("year", _("Year of the UN document"), from_item(lambda item: item.source.year), 8, Style.NUMBER),
        _Variable("symbol", _("Symbol of the UN document"), from_item(lambda item: item.source.symbol), 16),
        _Variable("paragraph", _("Paragraph of the UN document"), from_item(lambda item: item.source.paragraph)),
        _Variable(
            "indicator", _("structure, process, outcome, several apart by “; ”"),
            from_item(lambda item: _SEPARATOR.join(kind.value for kind in item.indicator)),
        ),
        _Variable(
            "actions", _("Ids of the Compact’s actions that it serves, the first one first, several apart by “; ”"),
            from_item(lambda item: _SEPARATOR.join(item.gcm_actions)),
        ),
        _Variable(
            "red_line", _("TRUE if its absence harms a person directly"), from_item(lambda item: item.red_line), 9,
            Style.DATA_FLAG,
        ),
        _Variable(
            "asked_by", _("Number of UN mandates that ask for the same"), lambda entry: entry.asked_by, 9, Style.NUMBER
        ),
        _Variable(
            "counts_once_with", _("The same word for near-duplicates; empty where there is none"),
            from_item(lambda item: item.counts_once_with), 20,
        ),
    ]  # fmt: skip


def _of_response(findings: Findings) -> list[_Variable]:
    """Who answered, and when; the same in every row."""
    response = findings.response
    organisation = response.organisation if not response.anonymous else ""

    def always(value: Value) -> Callable[[Entry], Value]:
        return lambda _entry: value

    return [
        _Variable("country", _(
            "Country or area: ISO 3166-1 alpha-3; XAA to XAC are invented"
        ), always(response.country), 10),
        _Variable(
            "voice",
            _("state, civil_society, national_human_rights_institution, international_organisation or other"),
            always(response.voice.value),
        ),
        _Variable(
            "organisation", _("As typed; empty where none is given or the response is anonymous"),
            always(_passage(organisation, _("Organisation"))), 20,
        ),
        _Variable("anonymous", _(
            "TRUE if the organisation is left out"
        ), always(response.anonymous), 12, Style.DATA_FLAG),
        _Variable(
            "round_label", _("Name of the round, as typed"),
            always(_passage(response.round.label, _("Round"))), 16,
        ),
        _Variable("round_date", _("Date of the round"), always(response.round.date), 11, Style.DATE),
        _Variable("status", _("draft or submitted"), always(findings.status.value), 11),
    ]  # fmt: skip


def _of_answer(findings: Findings) -> list[_Variable]:
    """What was answered."""
    gap_order = {gap.recommendation.id: place for place, gap in enumerate(findings.gaps, start=1)}
    return [
        _Variable(
            "rating",
            _("implemented, partial, absent, not_applicable, dont_know; unanswered where nothing was answered"),
            lambda entry: entry.answer.rating.value if entry.answer.rating else "unanswered",
            15,
        ),
        _Variable(
            "value", _("What the rating counts: 1, 0.5 or 0; empty where it isn’t counted"),
            lambda entry: worth(entry.answer.rating), 8, Style.VALUE,
        ),
        _Variable(
            "gap_order", _("Place among the gaps; empty where it is none"),
            lambda entry: gap_order.get(entry.recommendation.id), 13, Style.NUMBER,
        ),
        _Variable(
            "measures", _("Number of measures that it asks for"),
            lambda entry: len(entry.recommendation.measures), 11, Style.NUMBER,
        ),
        _Variable(
            "measures_ticked", _("Number of measures that are ticked as in place"),
            lambda entry: len(entry.answer.measures), 16, Style.NUMBER,
        ),
        _Variable(
            "ticked_ids", _("Ids of the ticked measures, several apart by “; ”"),
            lambda entry: _SEPARATOR.join(entry.answer.measures), 18,
        ),
        _Variable("evidence", _("As typed"), show.evidence(_TEXT).value, _TEXT),
        _Variable(
            "evidence_url", _("Web address of the evidence, as typed"), show.evidence_address(_TEXT).value, _TEXT
        ),
        _Variable("law_reference", _("Law or policy, as typed"), show.law_reference(_TEXT).value, _TEXT),
        _Variable("responsible", _("Responsible body, as typed"), show.responsible(_TEXT).value, _TEXT),
        _Variable("action", _("Action, as typed"), show.action(_TEXT).value, _TEXT),
        _Variable("target_date", _("Date by which to act"), lambda entry: entry.answer.target_date, 11, Style.DATE),
        _Variable("comment", _("As typed"), show.comment(_TEXT).value, _TEXT),
        _Variable("reason", _("Why it doesn’t apply, as typed"), show.reason(_TEXT).value, _TEXT),
        _Variable(
            "cause",
            _("Why it is rated otherwise than in the round before: country_changed, judgement_changed or "
              "new_evidence; empty where that isn’t said"),
            lambda entry: entry.answer.cause and entry.answer.cause.value, 18,
        ),
    ]  # fmt: skip


def _passage(text: str, field: str) -> Passage | None:
    return Passage(text, "", field) if text else None
