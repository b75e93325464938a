"""What is typed into offline workbooks that other programs open and save, and the response that comes back then."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace

from openpyxl import load_workbook

from assessment.domain.answer import Answer, Cause, Rating
from assessment.domain.response import Response, Round, Voice
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_response
from tests.support.questionnaires import QUESTIONS, START, place_of

EMPTY = a_response(HARBOURS, {}, country="NPL", voice=Voice.CIVIL_SOCIETY)
PARTLY = a_response(
    HARBOURS,
    {
        "HAR-01": Answer(Rating.ABSENT, evidence="2026", comment="Nobody knows."),
        "HAR-03": Answer(
            Rating.NOT_APPLICABLE, ("HAR-03.1",), evidence="=1+1", evidence_url="https://example.org/a?b=1&c=2",
            law_reference="_x0041_ <b>law</b> & \"more\" ]]>", responsible="منظمة الميناء 港口局 👩‍👩‍👧",
            action="2026", target_date=dt.date(2028, 2, 29), comment="Sentence with words. " * 400,
            reason="'quoted\nin two lines", cause=Cause.NEW_EVIDENCE,
        ),
    },
    country="CHE", voice=Voice.STATE, organisation="007", round=Round("2026 baseline", dt.date(2026, 11, 2)),
)  # fmt: skip
GIVEN = {
    "empty": (questionnaire_workbook(HARBOURS), EMPTY),
    "partly": (questionnaire_workbook(HARBOURS, response=PARTLY), PARTLY),
}
"""The workbooks, and what they say already."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person types: `kind` is text, number, bool or date. A measure is named by its id."""

    item: str
    field: str
    kind: str
    value: str


LONG = "Fünfzig Lampen brennen. " * 1_300
TYPED = [
    Typed("", "country", "text", "Nepal"),
    Typed("", "voice", "text", "Civil society"),
    Typed("", "organisation", "text", "منظمة 港口 🛟"),
    Typed("", "round_date", "date", "2026-12-01"),
    Typed("HAR-01", "rating", "text", "◐ Partial"),
    Typed("HAR-01", "HAR-01.1", "text", "x"),
    Typed("HAR-01", "HAR-01.2", "bool", "true"),
    Typed("HAR-01", "evidence", "text", "خمسون مصباحا\n五十盏灯 👩‍👩‍👧 <b>&amp;"),
    Typed("HAR-01", "target_date", "date", "2027-03-31"),
    Typed("HAR-01", "comment", "text", LONG),
    Typed("HAR-02", "rating", "text", "not implemented"),
    Typed("HAR-02", "HAR-02.1", "number", "1"),
    Typed("HAR-02", "target_date", "text", "24 November 2026"),
    Typed("HAR-02", "evidence_url", "text", "https://example.org/ä?b=1&c=2"),
]
ANSWERS = {
    "HAR-01": Answer(
        Rating.PARTIAL,
        ("HAR-01.1", "HAR-01.2"),
        evidence=TYPED[7].value,
        target_date=dt.date(2027, 3, 31),
        comment=LONG,
    ),
    "HAR-02": Answer(
        Rating.ABSENT,
        ("HAR-02.1",),
        target_date=dt.date(2026, 11, 24),
        evidence_url="https://example.org/ä?b=1&c=2",
    ),
}


def filled(before: Response) -> Response:
    """The response that comes back once it was typed."""
    return replace(
        before,
        country="NPL",
        voice=Voice.CIVIL_SOCIETY,
        organisation=TYPED[2].value,
        round=Round(before.round.label, dt.date(2026, 12, 1)),
        answers={**before.answers, **ANSWERS},
    )


def cells_typed(content: bytes) -> str:
    """A line a cell, as the programs of `make interop` take them: sheet, cell, kind and value."""
    workbook = load_workbook(io.BytesIO(content))
    lines = (
        (
            QUESTIONS if typed.item else START,
            place_of(workbook, typed.item, typed.field),
            typed.kind,
            typed.value.replace("\n", "\\n"),
        )
        for typed in TYPED
    )
    return "".join("\t".join(line) + "\n" for line in lines)
