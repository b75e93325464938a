"""The gap report as one web page: what it says and doesn't, and that nothing in it is loaded or run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.fields import Field, SharingLevel
from assessment.domain.follow_up import FIELDS, FOLLOW_UP_FIELDS, FollowUp
from assessment.domain.gaps import gaps, information_gaps, red_lines
from assessment.domain.response import Round
from assessment.domain.scoring import Grouping, tally_all, tally_by
from assessment.domain.sharing import omission_notice
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import using_language
from assessment.interchange.response_json import write_response
from assessment.labels.findings import gaps_found
from assessment.labels.formatting import band, percent, score_text
from assessment.reports.table_csv import table_csv
from assessment.services.exports import Export
from assessment.spreadsheet.text import visible
from assessment.tidy.figures import figure_rows, figure_table
from tests.reports.excel.test_gap_report import gcm_response
from tests.support.cases import GCM10
from tests.support.catalogues import a_catalogue, a_response
from tests.support.documents import SAMPLES, read
from tests.support.web_pages import WebPage
from tests.support.workbooks import HOSTILE

RESPONSE = gcm_response()
SOURCE = SourcedResponse("a3f0c9e2b7d84415a6e1c0d9f8b7a6e5", GCM10, RESPONSE)


def written(source: SourcedResponse, level: SharingLevel = SharingLevel.FULL) -> bytes:
    return Export(source, level, 2 / 3, "en").web()


@pytest.fixture(scope="module")
def page() -> WebPage:
    return WebPage(written(SOURCE))


def test_it_says_what_was_found_with_every_gap_in_order_verbatim_and_linked(page: WebPage) -> None:
    found, whole = gaps(GCM10, RESPONSE), tally_all(GCM10, RESPONSE)
    assert gaps_found(len(found), len(red_lines(found)), len(information_gaps(GCM10, RESPONSE))) in page.text
    assert f"band {band(whole)}" in page.text
    assert percent(whole.score) in page.texts_in("strong")
    for theme, tally in tally_by(GCM10, RESPONSE, Grouping.THEME).items():
        assert GCM10.theme_by_id[theme].name in page.texts_in("th")
        assert score_text(tally) in page.texts_in("td")
    titles = [f"{number}. {gap.recommendation.title}" for number, gap in enumerate(found, start=1)]
    assert [text for text in page.texts_in("h3") if re.match(r"\d+\. ", text)] == titles
    links = page.attributes("a", "href")
    for gap in found:
        assert gap.recommendation.text in page.text
        assert gap.recommendation.source.url in links
        assert all(measure in page.text for measure in gap.not_ticked)


def test_the_links_within_it_lead_somewhere(page: WebPage) -> None:
    places = {attributes["id"] for _tag, attributes in page.elements if "id" in attributes}
    within = {href.removeprefix("#") for href in page.attributes("a", "href") if href.startswith("#")}
    assert len(within) > 10
    assert within <= places


def test_the_figures_and_answers_in_it_are_the_files_that_there_are(page: WebPage) -> None:
    day = f"{dt.datetime.now().astimezone():%Y-%m-%d}"
    named = {re.sub(r"\d{4}-\d\d-\d\d", "", name): content for name, content in page.files.items()}
    assert set(named) == {"figures-NPL-state-.csv", "answers-NPL-state-.csv", "response-NPL-state-.json"}
    assert all(day in name for name in page.files)
    figures = table_csv(figure_table(2 / 3), figure_rows([SOURCE]))
    assert named["figures-NPL-state-.csv"].decode("utf-8-sig") == figures
    assert named["response-NPL-state-.json"].decode() == write_response(RESPONSE)


def test_nothing_in_it_is_loaded_or_run(page: WebPage) -> None:
    (policy,) = [found["content"] for tag, found in page.elements if found.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    tags = {tag for tag, _attributes in page.elements}
    assert not tags & {"script", "iframe", "object", "embed", "img", "form", "input", "base", "audio", "video", "svg"}
    assert not any(name.startswith("on") or name == "src" for _tag, found in page.elements for name in found)
    assert page.attributes("link", "href") == ["data:,"]
    (style,) = [text for within, text in page.texts if within[-1:] == ("style",)]
    assert "url(" not in style
    assert "@import" not in style
    assert all(href.startswith(("#", "https://", "data:")) for href in page.attributes("a", "href"))


def test_what_people_typed_is_text_to_the_character() -> None:
    catalogue = a_catalogue(themes={"harbour": len(HOSTILE)})
    address = "https://example.org/?a=1&amp;b='onclick='alert(1)"
    answers = {
        item: Answer(Rating.ABSENT, evidence=text, evidence_url=address, comment=f"{text}\x00\x07", action=text)
        for item, text in zip(catalogue.by_id, HOSTILE, strict=True)
    }
    odd = a_response(
        catalogue,
        answers,
        organisation="<script>alert(2)</script>",
        round=Round("\u202e</title><img src=x onerror=alert(3)>" + "W" * 100),
    )
    shown = WebPage(written(SourcedResponse("odd", catalogue, odd)))
    lines = {text.replace("\r\n", "\n").replace("\r", "\n") for text in shown.texts_in("dd")}
    for text in HOSTILE:
        as_read = text.replace("\r\n", "\n").replace("\r", "\n")
        assert {as_read, visible(f"{as_read}\x00\x07")} <= lines
    assert odd.organisation in shown.text
    assert odd.round.label in shown.texts_in("h1")[0]
    assert address in shown.attributes("a", "href")
    assert {"script", "img"}.isdisjoint(tag for tag, _attributes in shown.elements)


def secret(field: Field) -> str:
    return f"secret {field.name}"


def typed_fields() -> Iterator[Field]:
    yield FIELDS["organisation"]
    yield from (field for field in (*ANSWER_FIELDS, *FOLLOW_UP_FIELDS) if field.is_text)


@pytest.mark.parametrize("level", list(SharingLevel))
def test_neither_the_page_nor_a_file_in_it_says_what_its_level_leaves_out(level: SharingLevel) -> None:
    catalogue = a_catalogue()
    texts: dict[str, Any] = {field.name: secret(field) for field in ANSWER_FIELDS if field.is_text}
    first, second, *_others = catalogue.by_id
    link = "https://example.org/secret-evidence_url"
    answers = {
        first: Answer(Rating.ABSENT, evidence_url=link, **texts),
        second: Answer(Rating.NOT_APPLICABLE, evidence_url=link, **texts),
    }
    planned: dict[str, Any] = {field.name: secret(field) for field in FOLLOW_UP_FIELDS if field.is_text}
    response = a_response(catalogue, answers, organisation=secret(FIELDS["organisation"]))
    content = written(SourcedResponse("a-private-id", catalogue, response, {first: FollowUp(**planned)}), level)
    shown = WebPage(content)
    whole = content.decode() + "".join(file.decode("utf-8-sig") for file in shown.files.values())
    for field in typed_fields():
        assert (secret(field) in whole) is field.is_read_at(level), field.name
    assert (link in whole) is FIELDS["evidence_url"].is_read_at(level)
    assert ("a-private-id" in whole) is (level is SharingLevel.FULL)
    assert all(level is SharingLevel.FULL or f"-{level.value}-" in name for name in shown.files)
    if level is SharingLevel.PUBLIC:
        left_out = ("organisation", "evidence", "evidence_url", "responsible", "action", "comment", "reason", "note")
        notice = omission_notice([name for name in FIELDS if name in left_out])
        assert notice in shown.text


def test_a_response_without_gaps_or_unknowns_says_so() -> None:
    catalogue = a_catalogue()
    done = a_response(catalogue, dict.fromkeys(catalogue.by_id, Rating.IMPLEMENTED))
    shown = WebPage(written(SourcedResponse("done", catalogue, done)))
    assert "No recommendation is rated absent or partial." in shown.text
    assert "Every recommendation is rated or not applicable." in shown.text
    assert "#follow-up" not in shown.attributes("a", "href")
    assert WebPage(written(SourcedResponse("new", catalogue, replace(done, answers={})))).text


def test_it_is_read_in_the_direction_of_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        with using_language(language):
            (root,) = [
                found
                for tag, found in WebPage(Export(SOURCE, SharingLevel.FULL, 2 / 3, language).web()).elements
                if tag == "html"
            ]
        assert root == {"lang": language, "dir": direction}


def test_it_stays_below_300_kilobytes_with_every_answer_of_the_questionnaire() -> None:
    complete = {item: RESPONSE.answers.get(item, RESPONSE.answers["GCM10-01"]) for item in GCM10.by_id}
    sources = [SourcedResponse(path.name, *read(path)) for path in SAMPLES]
    sources.append(SourcedResponse("complete", GCM10, replace(RESPONSE, answers=complete)))
    assert max(len(written(source)) for source in sources) < 300_000
