"""Whatever is in a response comes back from the offline workbook to the character."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessment.domain.answer import Answer, Cause, Rating
from assessment.domain.response import Response, Round, Voice
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.parsing.limits import ADDRESS_LIMIT, FIRST_DAY, LAST_DAY, TEXT_LIMIT
from assessment.spreadsheet.text import CELL_LIMIT
from tests.support.cases import GCM10, HARBOURS, a_name, responses_to
from tests.support.catalogues import a_response
from tests.support.questionnaires import SHARED, read, replaced, said
from tests.support.workbooks import HOSTILE

DRAWN, DRAWN_LONG = 4, 2
"""Responses that are drawn, and such with long texts."""
FIELDS = ("evidence", "law_reference", "responsible", "action", "comment", "reason")
CATALOGUES = {catalogue.id: catalogue for catalogue in (GCM10, HARBOURS)}
TEXTS = [
    *HOSTILE,
    "x" * (CELL_LIMIT + 1),
    "é" * (CELL_LIMIT + 1),
    "Sentence with words. " * 1_700,
    "👩‍👩‍👧" * 7_000,
    "line\n" * 700,
    "\n" * 300,
    " ",
    "   leading and trailing   ",
    "\ttab\tand\u00a0no-break\u2003em\u3000ideographic ",
    "\r\n",
    "a\rb\r\nc\nd\x0be\x0cf\x85g\u2028h\u2029i",
    "\x00\x01\x07\x08\x1b\x1f\x7f\x80\x9f",
    "_x000D_ _x000d_ _X000D_ _x005F_x000D_ _x0000_ _xD800_ __x0041__",
    "_x000D_" * 300,
    "\r\n" * 600,
    "\ufeff\ufffe\uffff\ufffd",
    "שלום עולם \u202bمرحبا\u202c abc",
    "क्षत्रिय 中文字 ไทย 한국어 ʻokina",
    "<t xml:space='preserve'>&amp;#13;&lt;</t> ]]> <!-- -->",
    "1", "1.0", "1e5", "007", "2026-11-24", "24/11/2026", "50%", "true", "FALSE", "12:30", "1,000", "½", "#REF!", "€ 5",
    "'", "''", "\"", "=", "==1", "=HYPERLINK(\"https://example.org\";\"x\")", "{=1}", "+", "-", "@",
]  # fmt: skip


def fixed(wanted: Sequence[str] = TEXTS) -> Iterator[Response]:
    """Responses with the texts and days that are known to be hard."""
    ids = list(GCM10.by_id)
    for start in range(0, len(wanted), len(ids)):
        texts = dict(zip(ids, wanted[start:], strict=False))
        yield a_response(
            GCM10,
            {
                key: Answer(
                    Rating.NOT_APPLICABLE,
                    evidence=text,
                    reason=f"{text[:1_000]}.",
                    # One long text costs LibreOffice seconds.
                    law_reference=text[:1_000],
                    responsible=text[:1_000],
                    action=text[:1_000],
                    comment=text[:1_000],
                    cause=list(Cause)[number % len(Cause)],
                )
                for number, (key, text) in enumerate(texts.items())
            },
        )
    days = [FIRST_DAY, dt.date(2024, 2, 29), LAST_DAY]
    yield a_response(GCM10, {key: Answer(target_date=day) for key, day in zip(ids, days, strict=False)}, country="CIV")
    names = ("=1+1", " \r\n_x000D_ ", "1.10", "\x07'@ 👩‍👩‍👧 \u202eעברית")
    for text, day in zip(names, ("0001-01-01", "1900-02-28", "1900-03-01", "9999-12-31"), strict=True):
        when = Round(a_name(text), dt.date.fromisoformat(day))
        yield a_response(HARBOURS, {}, organisation=a_name(text), round=when, anonymous=True, voice=Voice.OTHER)
    longest = "https://example.org/".ljust(ADDRESS_LIMIT, "a")
    yield a_response(HARBOURS, {"HAR-02": Answer(evidence_url=longest)})


def drawn(strategy: st.SearchStrategy[Response], number: int) -> list[Response]:
    """Responses that Hypothesis draws, so that all of them go through LibreOffice in one start."""
    found: list[Response] = []

    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def gather(response: Response) -> None:
        found.append(response)

    gather()
    return found


def with_long_texts(response: Response) -> Response:
    """The same texts so often that they need several rows."""
    answers = {
        key: dataclasses.replace(answer, **{name: getattr(answer, name) * 150 for name in FIELDS})
        for key, answer in response.answers.items()
    }
    return dataclasses.replace(response, answers=answers)


def any_responses(number: int, long: int) -> list[Response]:
    """So many that are drawn, and so many with long texts."""
    return [*drawn(responses_to(GCM10), number), *drawn(responses_to(HARBOURS).map(with_long_texts), long)]


def write(responses: Sequence[Response]) -> list[bytes]:
    return [questionnaire_workbook(CATALOGUES[response.catalogue_id], response=response) for response in responses]


def assert_the_same(back: Response, sent: Response) -> None:
    """Field by field, so that a failure shows the one text that differs."""
    assert (back.country, back.voice, back.organisation, back.round, back.anonymous) == (
        sent.country, sent.voice, sent.organisation, sent.round, sent.anonymous,
    )  # fmt: skip
    for key in sent.answers.keys() | back.answers.keys():
        for name in Answer.__dataclass_fields__:
            assert getattr(back.answer(key), name) == getattr(sent.answer(key), name), (key, name)
    assert back == sent


def test_any_response_comes_back_from_its_workbook() -> None:
    responses = [*fixed(), *any_responses(DRAWN, DRAWN_LONG)]
    assert_brought_back(responses, write(responses))


def assert_brought_back(responses: Sequence[Response], saved: Sequence[bytes]) -> None:
    """Each response comes back from its workbook, which another program saved."""
    for response, content in zip(responses, saved, strict=True):
        incoming = read(content, CATALOGUES[response.catalogue_id])
        assert_the_same(said(incoming), response)
        assert incoming.warnings == ()


def test_the_longest_text_that_an_answer_may_have_comes_back() -> None:
    response = a_response(HARBOURS, {"HAR-01": Answer(evidence="💧" * TEXT_LIMIT, comment="\r" * TEXT_LIMIT)})
    assert_the_same(said(read(questionnaire_workbook(HARBOURS, response=response))), response)


def test_a_control_character_that_stands_in_its_cell_as_in_earlier_workbooks_comes_back() -> None:
    response = a_response(HARBOURS, {"HAR-01": Answer(evidence="a\x07b_x0041_\r\n", comment="\x1b")})
    content = questionnaire_workbook(HARBOURS, response=response)
    for picture, escape in (("\u2407", "_x0007_"), ("\u241b", "_x001B_")):
        content = replaced(content, SHARED, picture, escape)
    assert_the_same(said(read(content)), response)


@settings(max_examples=8)
@given(responses_to(HARBOURS), st.dictionaries(st.sampled_from([*HARBOURS.by_id]), st.integers(1, 10_000)))
def test_what_the_workbook_was_made_from_comes_back(response: Response, revisions: dict[str, int]) -> None:
    content = questionnaire_workbook(HARBOURS, response=response, assessment_id="7f3a", revisions=revisions)
    incoming = read(content)
    assert (incoming.assessment_id, incoming.revisions) == ("7f3a", revisions)
    assert incoming.response.answers.keys() == HARBOURS.by_id.keys()
    assert said(incoming) == response
