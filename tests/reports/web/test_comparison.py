"""A comparison as one web page: the picture, what differs and what moved, and nothing that everybody may not read."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.comparison.compare import compare
from assessment.domain.comparison.voices import voice_pairs
from assessment.domain.fields import SharingLevel
from assessment.domain.response import Round, Voice
from assessment.domain.sharing import share_all
from assessment.domain.sourced import SourcedResponse
from assessment.reports.table_csv import tidy_csv
from assessment.reports.web.comparison import web_comparison
from tests.support.catalogues import a_catalogue, a_response
from tests.support.documents import SAMPLES, read
from tests.support.web_pages import WebPage

WRITTEN = dt.datetime(2026, 11, 24, 13, 2, 11, tzinfo=dt.UTC)
SOURCES = [SourcedResponse(path.name, *read(path)) for path in SAMPLES]


def written(*sources: SourcedResponse) -> bytes:
    return web_comparison(compare(sources), threshold=2 / 3, written=WRITTEN)


def test_state_and_civil_society_are_drawn_with_all_that_they_contest_red_lines_first() -> None:
    state, _earlier, civil, *_others = SOURCES
    page = WebPage(written(state, civil))
    (pair,) = voice_pairs([state, civil])
    assert f"They disagree on {len(pair.agenda)} of {len(pair.common)}" in page.texts_in("strong")
    titles = {row.recommendation.title for row in pair.agenda}
    assert len(titles) > 10
    assert all(title in page.text for title in titles)
    first, *_rest = pair.agenda
    assert first.recommendation.red_line
    pictures = [label for label in page.attributes("span", "aria-label") if "State" in label]
    assert len(pictures) >= len(compare([state, civil]).themes)


def test_several_are_beside_each_other_by_theme_and_recommendation_in_alphabetical_order() -> None:
    page = WebPage(written(*SOURCES))
    heads = [text for text in page.texts_in("span") if text[1:3] == ". " and text.endswith("(invented)")]
    names = ["Alvenia", "Alvenia", "Alvenia", "Boruna", "Cassamar"]
    assert heads == [f"{number}. {name} (invented)" for number, name in enumerate(names, start=1)] * 2
    assert {"Worsened", "Improved"} <= set(page.texts_in("span"))
    places = {found["id"] for _tag, found in page.elements if "id" in found}
    assert {href[1:] for href in page.attributes("a", "href") if href.startswith("#")} <= places


def test_the_figures_in_it_are_those_that_everybody_may_have() -> None:
    page = WebPage(written(*SOURCES))
    public = compare(share_all(compare(SOURCES).responses, SharingLevel.PUBLIC))
    assert page.files["comparison-5-responses-2026-11-24.csv"].decode("utf-8-sig") == tidy_csv(public)
    assert b'"fields"' in page.files["comparison-5-responses-2026-11-24.schema.json"]
    figures = json.loads(page.files["comparison-5-responses-2026-11-24.json"])
    assert len(figures["responses"]) == 5
    assert {response["organisation"] for response in figures["responses"]} == {None}


def test_it_says_nothing_that_the_public_level_leaves_out() -> None:
    catalogue = a_catalogue()
    texts: dict[str, Any] = {field.name: f"secret {field.name}" for field in ANSWER_FIELDS if field.is_text}
    answers = {
        item: Answer(Rating.ABSENT, evidence_url="https://example.org/secret", **texts) for item in catalogue.by_id
    }
    state = a_response(catalogue, answers, organisation="secret organisation", round=Round("<b>2026</b>"))
    other = replace(state, voice=Voice.CIVIL_SOCIETY)
    content = written(
        SourcedResponse("secret-a.json", catalogue, state), SourcedResponse("secret-b.json", catalogue, other)
    )
    page = WebPage(content)
    whole = content.decode() + "".join(file.decode() for file in page.files.values())
    assert "secret" not in whole
    assert "<b>" not in whole.replace("".join(file.decode() for file in page.files.values()), "")
    assert "<b>2026</b>" in page.text


def test_what_cannot_be_compared_says_so() -> None:
    catalogue = a_catalogue()
    first, second, *_others = catalogue.by_id
    one = a_response(catalogue, {first: Rating.ABSENT}, country="NPL")
    other = a_response(catalogue, {second: Rating.ABSENT}, country="GHA")
    page = WebPage(written(SourcedResponse("a", catalogue, one), SourcedResponse("b", catalogue, other)))
    assert "No recommendation is common to all." in page.text


def test_it_is_small_enough_for_a_mail() -> None:
    assert len(written(*SOURCES)) < 300_000
