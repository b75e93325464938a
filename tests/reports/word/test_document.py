"""The Word report, reopened: what it says, how it is built, and that nothing of what people typed is lost in it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from hypothesis import given, settings

from assessment.cli.scores import score_data
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.gaps import Gap, gaps, information_gaps, red_lines
from assessment.domain.response import Response, Round, Status
from assessment.domain.scoring import COVERAGE_THRESHOLD, Grouping, tally_by
from assessment.i18n import using_language
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word
from assessment.labels.findings import gravest_gaps, headline
from assessment.labels.formatting import citation, date_text, percent, score_with_n
from assessment.parsing.message_text import truncated
from assessment.reports.method_text import about_measures
from assessment.reports.word.document import word_report
from assessment.reports.word.template import TEMPLATE
from assessment.reports.word.text import WordStyle, Writer, words
from assessment.spreadsheet.text import visible
from assessment.spreadsheet.text_width import text_width
from tests.reports.excel.test_gap_report import MARK, WHO, WRITTEN, gcm_response
from tests.support.cases import GCM10, HARBOURS, responses_to
from tests.support.catalogues import a_catalogue, a_response
from tests.support.reports import results_of
from tests.support.workbooks import HOSTILE, parts_of

SPACE = "\N{NO-BREAK SPACE}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(catalogue: Catalogue, response: Response, **asked: Any) -> Any:
    """The report, reopened. Without charts, which take most of its time."""
    return Document(io.BytesIO(word_report(results_of(catalogue, response, written=WRITTEN, **asked), charts=False)))


def all_paragraphs(document: Any) -> Iterator[Any]:
    """Those in tables and in the contents too, in their order."""
    return (Paragraph(element, document) for element in document.element.body.iter(qn("w:p")))


def all_text(document: Any) -> str:
    return "\n".join(text_of(paragraph) for paragraph in all_paragraphs(document))


def text_of(paragraph: Any) -> str:
    """What a paragraph shows; python-docx doesn't look into links, fields and controls."""
    breaks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    runs = list(paragraph._p.iter(qn("w:r")))
    return "".join(
        str(child.text or "") if child.tag == qn("w:t") else breaks.get(child.tag, "") for run in runs for child in run
    )


def cell_text(cell: _Cell) -> str:
    return "\n".join(text_of(paragraph) for paragraph in cell.paragraphs)


def styled(document: Any, style: str) -> list[str]:
    return [text_of(paragraph) for paragraph in all_paragraphs(document) if paragraph.style.name == style]


def captioned(document: Any, title: str) -> Table:
    """The table of this title."""
    found: Table
    (found,) = [table for table in document.tables if title_of(table) == title]
    return found


def title_of(table: Table) -> str:
    return str(table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")))


def rows_of(table: Table) -> list[list[str]]:
    """The texts of a table's rows below its header. By its XML, since python-docx takes its time with cells."""
    return [[cell_text(_Cell(cell, table)) for cell in row.iter(qn("w:tc"))] for row in table._tbl.iter(qn("w:tr"))][1:]


def facts_of(table: Table) -> dict[str, str]:
    return dict([cell_text(_Cell(cell, table)) for cell in row.iter(qn("w:tc"))] for row in table._tbl.iter(qn("w:tr")))


def strip_facts(document: Any) -> dict[str, str]:
    """What the strip of the first page says, by name."""
    cells = [row.iter(qn("w:tc")) for row in document.tables[0]._tbl.iter(qn("w:tr"))]
    facts = [cell_text(_Cell(cell, document.tables[0])).split("\n", 1) for row in cells for cell in row]
    return dict(facts)


def gap_facts(document: Any, gap: Gap) -> dict[str, str]:
    return facts_of(captioned(document, gap.recommendation.title))


def targets(document: Any) -> list[tuple[str, str]]:
    """Each link with its text: a web address, or a place in the document after `#`."""
    found = []
    for link in document.element.body.iter(qn("w:hyperlink")):
        relation = link.get(qn("r:id"))
        target = document.part.rels[relation].target_ref if relation else "#" + link.get(qn("w:anchor"))
        found.append(("".join(element.text or "" for element in link.iter(qn("w:t"))), target))
    return found


RESPONSE = gcm_response()
GAPS = gaps(GCM10, RESPONSE)
INVENTED = a_catalogue()
URLS = ["https://example.org/a?b=1&c=2", "http://[bad", "https://example.org/" + "a" * 3000]
ODD = a_response(
    INVENTED,
    {
        "INV-01": Answer(Rating.PARTIAL, measures=(), evidence="a\x00b\x07c\x1fd\x7f\ufffe", evidence_url=URLS[0]),
        "INV-02": Answer(Rating.PARTIAL, measures=(), comment="In law, not in practice.", evidence_url=URLS[1]),
        "INV-03": Answer(
            Rating.IMPLEMENTED, evidence="Since 2019.", evidence_url="https://example.org/1", law_reference="Act 4"
        ),
        "INV-04": Answer(Rating.NOT_APPLICABLE, reason="There is no coast."),
        "INV-05": Answer(Rating.ABSENT, evidence="صندوق التعويضات دفع 41 تعويضًا", evidence_url=URLS[2]),
    },
    organisation="Ministry of Labour",
    anonymous=True,
)
"""What is unusual in an answer, of an invented place."""


@cache
def content() -> bytes:
    return word_report(results_of(GCM10, RESPONSE, written=WRITTEN))


@pytest.fixture(scope="module")
def document() -> Any:
    return Document(io.BytesIO(content()))


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    return parts_of(content())


@pytest.fixture(scope="module")
def odd() -> Any:
    return written(INVENTED, ODD, status=Status.SUBMITTED)


@pytest.fixture(scope="module")
def arabic() -> bytes:
    """A report in a language that is written from right to left."""
    with using_language("ar"):
        return word_report(results_of(*answered(Rating.ABSENT, ["صندوق"], "evidence"), written=WRITTEN), charts=False)


# What it says


def test_the_headings_stand_in_their_order(document: Any) -> None:
    assert styled(document, "Title") == ["Gap report"]
    assert styled(document, "Subtitle") == ["Nepal · State · Ministry of Labour · 2026 baseline"]
    assert styled(document, "Heading 1") == [
        f"{headline(len(GAPS), len(red_lines(GAPS)), len(information_gaps(GCM10, RESPONSE)))}.",
        "Gaps",
        "Follow-up plan",
        "Information gaps",
        "Implemented and not applicable",
        "Annex: figures",
        "Annex: method and sources",
        "Annex: the recommendations word for word",
    ]
    assert styled(document, "Heading 2") == [
        "Absent red lines",
        "Partial red lines",
        "Absent",
        "Partial",
        "Implemented",
        "Not applicable",
        "Robustness",
        "How to read this report",
        "Source of the recommendations",
    ]


def test_the_first_page_says_who_when_and_on_which_catalogue(document: Any, odd: Any) -> None:
    facts = strip_facts(document)
    assert facts["Country or area"] == "Nepal"
    assert facts["Voice"] == "State"
    assert facts["Organisation"] == "Ministry of Labour"
    assert (facts["Round"], facts["Date of the round"]) == ("2026 baseline", "2 November 2026")
    assert facts["Status"] == "In progress"
    assert "24 November 2026" in facts["Report written"]
    assert facts["Catalogue and version"] == "gcm-10, 1.0"
    assert facts["Framework"] == GCM10.framework
    assert strip_facts(odd)["Status"] == "Submitted"


def test_the_figures_are_those_that_are_published(document: Any) -> None:
    data = score_data(GCM10, RESPONSE, COVERAGE_THRESHOLD)
    overall = data["overall"]
    counts = [overall[rating.value if rating else "unanswered"] for rating in RATING_STYLES]
    assert rows_of(captioned(document, "Answers by theme"))[-1] == ["All themes", *map(str, counts), "33"]
    assert styled(document, "Report Leading Figure") == [
        f"{percent(overall['score'])} ({overall['rated']} of {overall['applicable']} rated, band {band_of(overall)})"
    ]
    scores = rows_of(captioned(document, "Score and band by theme"))
    assert [row[:6] for row in scores] == [
        score_row(name, figures)
        for name, figures in (
            *((GCM10.theme_by_id[theme].name, figures) for theme, figures in data["by"]["theme"].items()),
            ("All themes", overall),
        )
    ]
    assert [heading.split(". ", 1)[1] for heading in styled(document, "Heading 3")[: len(GAPS)]] == [
        GCM10.by_id[item].title for item in data["gaps"]
    ]
    assert [row[0] for row in rows_of(captioned(document, "Information gaps"))] == data["information_gaps"]
    varied = data["robustness"]["overall"]
    assert scores[-1][6:] == [percent(varied.low), percent(varied.high)]


def band_of(figures: dict[str, Any]) -> str:
    return f"{percent(figures['low']).removesuffix(f'{SPACE}%')}–{percent(figures['high'])}"


def score_row(name: str, figures: dict[str, Any]) -> list[str]:
    enough = figures["sufficient"]
    step = percent(50 / figures["rated"]).removesuffix(f"{SPACE}%") if enough else "–"
    return [
        name,
        percent(figures["score"]) if enough else "insufficient data",
        f"{figures['rated']} of {figures['applicable']}",
        percent(100 * figures["coverage"]),
        band_of(figures),
        step,
    ]


def test_the_gravest_gaps_stand_on_the_first_page_with_who_acts_and_by_when(document: Any) -> None:
    leading = gravest_gaps(GAPS)
    for row, gap in zip(rows_of(captioned(document, "Gravest gaps")), leading, strict=True):
        item, answer = gap.recommendation, gap.answer
        mark = " ▲ Red line" if item.red_line else ""
        date = date_text(answer.target_date) if answer.target_date else "no date"
        assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] == [
            f"{item.id} {item.title}{mark}",
            rating_label(answer.rating),
            answer.responsible,
            date,
        ]


def test_under_the_threshold_words_stand_where_the_percentage_would() -> None:
    blank = written(INVENTED, a_response(INVENTED))
    assert styled(blank, "Report Leading Figure")[0].startswith("insufficient data (0 of 5 rated")
    assert "No recommendation is rated implemented." in all_text(blank)
    assert "Nothing is rated, so there is no score to vary." in all_text(blank)
    response = a_response(INVENTED, {"INV-01": Rating.IMPLEMENTED, "INV-02": Rating.PARTIAL})
    lenient = written(INVENTED, response, threshold=0.4)
    assert styled(lenient, "Report Leading Figure")[0].startswith(percent(75))
    assert "Where less than 2/5 (40" in all_text(lenient)
    assert THEME_WEIGHTED not in all_text(lenient)


THEME_WEIGHTED = "in which each theme weighs the same, is"


def test_the_theme_weighted_overall_is_told_where_it_differs(odd: Any) -> None:
    # Three answers of 67 % together, and one of none.
    assert THEME_WEIGHTED in all_text(odd)


# The gaps


def test_every_recommendation_is_quoted_to_the_character_in_an_annex_to_which_gaps_lead(document: Any) -> None:
    assert styled(document, "Quote") == [item.text for item in GCM10.recommendations]
    assert any("•" in item.text for item in GCM10.recommendations)
    assert any("..." in item.text for item in GCM10.recommendations)
    assert styled(document, "Report Citation") == [citation(item) for item in GCM10.recommendations]
    titles = [f"{item.id} {item.title}" for item in GCM10.recommendations]
    assert styled(document, "Heading 3")[len(GAPS) :] == titles
    ids = {gap.recommendation.id for gap in GAPS}
    assert ids <= {text for text, target in targets(document) if target.startswith("#quoted_")}
    links = targets(document)
    for item in GCM10.recommendations:
        assert (item.source.symbol, item.source.url) in links


def test_a_gap_says_its_rating_whether_it_is_a_red_line_and_who_asks(document: Any) -> None:
    for gap, label in zip(GAPS, styled(document, "Report Label"), strict=True):
        rating, *others = [part.strip() for part in label.replace(SPACE, " ").split("·")]
        assert rating.split() == [RATING_STYLES[gap.answer.rating].mark, rating_word(gap.answer.rating)]
        assert others == [
            *(["Red line"] if gap.recommendation.red_line else []),
            gap.recommendation.id,
            GCM10.theme_by_id[gap.recommendation.theme].name,
            f"recommended by {gap.asked_by} UN mandate{'s' if gap.asked_by > 1 else ''}",
        ]


def test_a_rating_has_its_mark_its_word_and_its_colour(document: Any) -> None:
    table = captioned(document, "The answers and what they count")
    for rating, row in zip(RATING_STYLES, list(table._tbl.iter(qn("w:tr")))[1:], strict=True):
        cell = next(row.iter(qn("w:tc")))
        look = RATING_STYLES[rating]
        assert cell_text(_Cell(cell, table)) == f"{look.mark}{SPACE}{rating_word(rating)}"
        assert next(cell.iter(qn("w:shd"))).get(qn("w:fill")) == look.fill[1:].upper()
        assert {ink.get(qn("w:val")) for ink in cell.iter(qn("w:color"))} == {look.text_colour[1:].upper()}


def test_a_gap_has_all_that_was_answered(document: Any) -> None:
    for gap in GAPS:
        facts, answer = gap_facts(document, gap), gap.answer
        assert facts["Evidence"] == (answer.evidence or "–")
        assert facts.get("Source", "") == answer.evidence_url
        assert facts["Law or policy"] == answer.law_reference
        assert facts[about_measures(answer)] == ("\n".join(gap.not_ticked) or "Every measure is ticked.")
        if answer.evidence_url:
            assert (answer.evidence_url, answer.evidence_url) in targets(document)


def test_a_comment_is_told_and_an_answer_at_odds_with_its_ticks_asks_for_one(odd: Any) -> None:
    spoken, silent = facts_of(captioned(odd, "Title 2")), facts_of(captioned(odd, "Title 1"))
    assert silent["To explain"] == "Rating doesn’t match the ticked measures"
    assert (spoken["Comment"], spoken.get("To explain")) == ("In law, not in practice.", None)


def test_information_gaps_are_listed_and_red_lines_among_them_named(document: Any) -> None:
    rows, unknown = rows_of(captioned(document, "Information gaps")), information_gaps(GCM10, RESPONSE)
    for row, item in zip(rows, unknown, strict=True):
        assert row[1] == item.title
        assert row[2].replace(SPACE, " ").split(maxsplit=1)[1].strip() == rating_word(RESPONSE.rating(item.id))
    named = ", ".join(item.id for item in unknown if item.red_line)
    assert f"Red lines not rated yet: {named}." in all_text(document)


def test_the_follow_up_plan_has_a_row_a_gap_and_a_place_to_say_how_far_it_has_come(document: Any) -> None:
    table = captioned(document, "Follow-up plan")
    rows = rows_of(table)
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(GAPS) + 1)]
    for row, gap in zip(rows, GAPS, strict=True):
        assert row[1] == f"{gap.recommendation.id} {gap.recommendation.title}"
        assert row[3:5] == [gap.answer.responsible, gap.answer.action]
        assert row[5:] == [date_text(gap.answer.target_date) if gap.answer.target_date else "", "Not started"]
    offered = [
        [item.get(qn("w:displayText")) for item in control.iter(qn("w:listItem"))]
        for control in table._tbl.iter(qn("w:comboBox"))
    ]
    assert len(offered) == len(GAPS)
    assert {"Not started", "Started", "Done"} <= set(offered[0])


def test_the_plan_and_the_gravest_gaps_say_what_was_overdue_on_the_day_of_the_report() -> None:
    day = WRITTEN.astimezone().date()
    open_late, open_today, done_late = (
        FollowUp(status, target_date=day - dt.timedelta(days=days))
        for status, days in (
            (FollowUpStatus.STARTED, 1), (FollowUpStatus.STARTED, 0), (FollowUpStatus.DONE, 1)
        )
    )  # fmt: skip
    catalogue = a_catalogue()
    follow_ups = {"INV-01": open_late, "INV-02": open_today, "INV-03": done_late}
    response = a_response(catalogue, dict.fromkeys(follow_ups, Rating.ABSENT))
    document = written(catalogue, response, follow_ups=follow_ups)
    expected = {item: date_text(each.target_date) for item, each in follow_ups.items() if each.target_date}
    expected["INV-01"] += ", overdue"
    for caption, named, dated in (("Follow-up plan", 1, 5), ("Gravest gaps", 0, 3)):
        rows = rows_of(captioned(document, caption))
        assert {row[named].split()[0]: row[dated] for row in rows} == expected
    assert {row[6] for row in rows_of(captioned(document, "Follow-up plan"))} == {"Started", "Done"}


def test_what_is_in_place_and_what_does_not_apply_is_told_with_what_shows_it(odd: Any) -> None:
    assert rows_of(captioned(odd, "Implemented")) == [
        ["INV-03", "Title 3", "Since 2019.\nhttps://example.org/1\nAct 4"]
    ]
    assert rows_of(captioned(odd, "Not applicable, with the reason")) == [["INV-04", "Title 4", "There is no coast."]]


def test_empty_lists_say_so() -> None:
    done = all_text(written(INVENTED, a_response(INVENTED, dict.fromkeys(INVENTED.by_id, Rating.IMPLEMENTED))))
    assert "No recommendation is rated absent or partial." in done
    assert "Every recommendation is rated or not applicable" in done
    assert "No red line is rated absent or partial." in done


def test_sources_are_named_with_their_links(document: Any) -> None:
    assert (GCM10.publication.url, GCM10.publication.url) in targets(document)
    assert GCM10.hash in all_text(document)


# Who is named, and what was left out


def test_the_organisation_of_an_anonymous_response_stands_nowhere_in_the_file(odd: Any) -> None:
    saved = io.BytesIO()
    odd.save(saved)
    assert not [name for name, part in parts_of(saved.getvalue()).items() if b"Ministry of Labour" in part]
    assert strip_facts(odd)["Organisation"] == "This response is anonymous: the organisation is left out."
    assert odd.core_properties.author == ""


def test_an_invented_place_is_marked_on_every_page_and_a_real_one_on_none(document: Any, odd: Any) -> None:
    assert styled(odd, "Report Marker") == [MARK]
    assert all(MARK in "".join(map(text_of, section.header.paragraphs)) for section in odd.sections)
    assert styled(document, "Report Marker") == []
    assert not any(MARK in "".join(map(text_of, section.header.paragraphs)) for section in document.sections)


def test_what_was_left_out_is_said_and_nothing_is_made_of_its_absence() -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, {"INV-01": Rating.PARTIAL})
    document = written(catalogue, response, left_out=("evidence", "comment"))
    sentence = "Answered, but left out of this version: Evidence, Comment."
    assert styled(document, "Report Marker")[-1] == sentence
    assert sentence in styled(document, "List Bullet")
    (gap,) = gaps(catalogue, response)
    assert list(gap_facts(document, gap)) == ["Measures (not recorded which of them are in place)"]


# Its form


def test_every_page_has_the_name_of_the_response_and_its_number_and_the_plan_lies_across(document: Any) -> None:
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in document.sections]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    for section in document.sections:
        assert "".join(map(text_of, section.header.paragraphs)) == WHO
        foot = section.footer._element
        assert "".join(text_of(paragraph) for paragraph in section.footer.paragraphs).endswith("Page 1 of 1")
        assert [field.text.strip() for field in foot.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    first = document.sections[0]
    assert first.different_first_page_header_footer
    assert text_of(first.first_page_header.paragraphs[0]) == ""
    assert "Page" in text_of(first.first_page_footer.paragraphs[0])


def test_a_name_of_any_length_leaves_room_on_the_page() -> None:
    response = a_response(HARBOURS, country="NPL", organisation="Ministry " * 10_000)
    document = written(HARBOURS, response)
    assert len(text_of(document.sections[0].header.paragraphs[0])) < 110
    assert len(document.core_properties.title) <= 255
    assert strip_facts(document)["Organisation"].startswith("Ministry Ministry ")
    assert len(strip_facts(document)["Organisation"]) <= 200


def test_the_contents_list_the_headings_and_lead_to_them(document: Any, parts: dict[str, bytes]) -> None:
    listed = [
        (text_of(paragraph).rstrip("\t0123456789"), next(paragraph._p.iter(qn("w:hyperlink"))).get(qn("w:anchor")))
        for paragraph in all_paragraphs(document)
        if str(paragraph.style.name).startswith("toc ")
    ]
    headings = [
        (text_of(paragraph), next(paragraph._p.iter(qn("w:bookmarkStart"))).get(qn("w:name")))
        for paragraph in all_paragraphs(document)
        if paragraph.style.name == "Heading 1"
    ]
    assert listed == headings
    # Each has its page, which an office program works out again, and nobody is asked on opening.
    pages = [
        (field.get(qn("w:instr")).split()[1], int("".join(text.text for text in field.iter(qn("w:t")))))
        for field in document.element.body.iter(qn("w:fldSimple"))
        if "PAGEREF" in field.get(qn("w:instr"))
    ]
    assert [name for name, _page in pages] == [name for _text, name in headings]
    numbers = [page for _name, page in pages]
    assert numbers == sorted(numbers)
    assert (numbers[:2], 10 < numbers[-1] < 16) == ([1, 2], True)
    assert b"updateFields" not in parts["word/settings.xml"]
    assert b"w:dirty" not in parts["word/document.xml"]
    for name in [name for name in parts if name.startswith("word/")]:
        kinds = re.findall(rb'w:fldCharType="(\w+)"', parts[name])
        assert kinds.count(b"begin") == kinds.count(b"separate") == kinds.count(b"end"), name


def test_a_short_report_has_no_contents_and_goes_on_behind_its_first_page() -> None:
    short = written(INVENTED, a_response(INVENTED, dict.fromkeys(INVENTED.by_id, Rating.ABSENT)))
    assert not [paragraph for paragraph in all_paragraphs(short) if str(paragraph.style.name).startswith("toc ")]
    assert "Contents" not in all_text(short)
    headings = [paragraph for paragraph in all_paragraphs(short) if paragraph.style.name == "Heading 1"]
    breaks = [paragraph.paragraph_format.page_break_before for paragraph in headings]
    assert breaks == [None, True] + [None] * (len(headings) - 2)
    assert short.element.body.find(qn("w:sdt")) is None


def test_no_word_in_the_header_of_a_table_is_broken(document: Any) -> None:
    for table in document.tables:
        if table.style.name != "Report Table":
            continue
        for cell in table.rows[0].cells:
            for word in cell_text(cell).split():
                # Bold letters of 8.5 points, and the margins of a cell.
                assert 8.5 * text_width(word) <= cell.width.pt - 8.5, (title_of(table), word)


def test_links_lead_to_places_that_are_there_once(document: Any) -> None:
    places = [mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    numbers = [mark.get(qn("w:id")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(places) == len(set(places)) == len(set(numbers))
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", place) for place in places)
    anchors = {target[1:] for _text, target in targets(document) if target.startswith("#")}
    assert anchors <= set(places)


def test_tables_have_titles_and_a_header_row_that_repeats_and_captions_in_their_order(document: Any) -> None:
    kinds = {"Report Table": 0, "Report Facts": 0}
    for table in document.tables:
        kinds[table.style.name] += 1
        assert title_of(table)
        headers = [bool(row._tr.trPr.findall(qn("w:tblHeader"))) for row in (table.rows[0], table.rows[-1])]
        assert headers == [table.style.name == "Report Table", False]
    assert min(kinds.values()) > 2
    captions = styled(document, "Caption")
    for kind in ("Table", "Figure"):
        numbers = [int(caption.split(":")[0].split()[1]) for caption in captions if caption.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_what_belongs_together_stays_on_a_page(document: Any) -> None:
    for name in ("Heading 1", "Heading 2", "Heading 3", "Report Label", "Table Head", "TOC Heading", "toc 1", "toc 2"):
        assert document.styles[name].paragraph_format.keep_with_next, name
    for paragraph in all_paragraphs(document):
        if paragraph.style.name == "Quote" or (
            paragraph.style.name == "Caption" and paragraph.text.startswith("Table")
        ):
            assert paragraph.paragraph_format.keep_with_next


def test_pictures_have_words_with_their_figures(document: Any, parts: dict[str, bytes]) -> None:
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    (described,) = (picture.get("descr") for picture in pictures)
    tally = tally_by(GCM10, RESPONSE, Grouping.THEME)["prevention"]
    assert described.startswith("Answers and scores by theme. Prevention: ")
    assert f"{tally.absent} absent" in described
    assert score_with_n(tally) in described
    assert all(theme.name in described for theme in GCM10.themes)
    images = [part for name, part in parts.items() if name.startswith("word/media/")]
    assert len(images) == 1
    assert all(image.startswith(b"\x89PNG") for image in images)
    keys = [caption for caption in styled(document, "Caption") if caption.startswith("Figure 1")]
    assert all(look.mark in keys[0] for look in RATING_STYLES.values())


def test_the_document_says_what_it_is(document: Any) -> None:
    properties = document.core_properties
    assert properties.title == "Gap report: Nepal · State · Ministry of Labour · 2026 baseline"
    assert properties.subject == GCM10.title
    assert (properties.author, properties.last_modified_by, properties.comments) == ("Ministry of Labour", "", "")
    assert (properties.created, properties.modified) == (WRITTEN, WRITTEN)
    assert properties.language == "en-GB"


def test_styles_that_are_used_are_there_under_words_own_names(document: Any, parts: dict[str, bytes]) -> None:
    known = {style.style_id for style in document.styles}
    used = {
        value
        for name in parts
        if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)
        for value in re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', parts[name].decode())
    }
    assert used <= known
    names = re.findall(r'<w:style ([^>]*)><w:name w:val="([^"]+)"', parts["word/styles.xml"].decode())
    own = {name for attributes, name in names if "customStyle" not in attributes}
    assert {"Title", "Subtitle", "heading 1", "Quote", "caption", "List Bullet", "toc 1", "Hyperlink"} <= own
    assert not [name for name in own if name.startswith(("Report", "Table "))]


def test_the_file_leads_outside_by_links_alone_has_no_macro_and_nothing_of_the_library(parts: dict[str, bytes]) -> None:
    assert not [name for name in parts if re.search(r"vba|embeddings|activeX", name)]
    external = [
        (kind, target)
        for name, part in parts.items()
        if name.endswith(".rels")
        for kind, target in re.findall(r'Type="[^"]*/(\w+)" Target="([^"]*)" TargetMode="External"', part.decode())
    ]
    assert external
    assert all(kind == "hyperlink" and target.startswith("https://") for kind, target in external)
    assert not [name for name in parts if re.search(r"thumbnail|customXml|app\.xml|Effects", name)]
    assert not [name for name, part in parts.items() if b"python-docx" in part]
    assert re.search(rb'compatibilityMode"[^>]*w:val="15"', parts["word/settings.xml"])


# Its XML, since Word is less forgiving than the library that reads it here

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs bidi spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs color sz szCs u shd rtl lang",
    "tblPr": "tblStyle bidiVisual tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW tcBorders shd",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg bidi",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "sdtPr": "alias tag docPartObj comboBox",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol",
}
"""What an element may hold, in the order of ECMA-376; Word refuses a file that has another."""


def test_the_elements_of_a_property_stand_in_their_order(parts: dict[str, bytes], arabic: bytes) -> None:
    for parts_in_a_language in (parts, parts_of(arabic)):
        seen: dict[str, set[str]] = {name: set() for name in ORDERS}
        for name, part in parts_in_a_language.items():
            if re.fullmatch(r"word/\w+\.xml", name):
                check_orders(ElementTree.fromstring(part), seen)  # noqa: S314 - the file is our own
        assert all(seen.values())


def check_orders(root: ElementTree.Element, seen: dict[str, set[str]]) -> None:
    for element in root.iter():
        kind = str(element.tag).removeprefix(W)
        if kind in ORDERS:
            order = ORDERS[kind].split()
            children = [str(child.tag).removeprefix(W) for child in element]
            assert set(children) <= set(order), (kind, children)
            if kind == "sectPr":
                children = [child for child in children if not child.endswith("Reference")]
            assert [order.index(child) for child in children] == sorted(order.index(child) for child in children)
            seen[kind].update(children)


# What people typed

TYPED = [*HOSTILE, "{title} {0} %s", "&lt;w:br/&gt;", "<w:p/>", 'HYPERLINK "https://example.org"', "\ttab\t"]


def lines(text: str) -> str:
    """A text with every break of a line as Word has it."""
    return re.sub("\r\n|\r", "\n", text)


def answered(rating: Rating, texts: Sequence[str], *fields: str) -> tuple[Catalogue, Response]:
    """Each text in these fields of an answer of its own."""
    catalogue = a_catalogue(themes={"harbour": len(texts)})
    answers = {}
    for item, text in zip(catalogue.recommendations, texts, strict=True):
        typed: dict[str, Any] = dict.fromkeys(fields, text)
        answers[item.id] = Answer(rating, **typed)
    return catalogue, a_response(catalogue, answers, country="NPL", organisation="{title}", round=Round("=1+1", None))


def test_hostile_text_comes_back_as_text_to_the_character() -> None:
    fields = {
        Rating.ABSENT: ("evidence", "law_reference", "responsible", "action", "comment"),
        Rating.NOT_APPLICABLE: ("reason",),
        Rating.IMPLEMENTED: ("evidence",),
        Rating.DONT_KNOW: ("comment",),
    }
    catalogue = a_catalogue(themes={"harbour": len(TYPED) * len(fields)})
    answers = {}
    for item, (rating, text) in zip(catalogue.by_id, product(fields, TYPED), strict=True):
        typed: dict[str, Any] = dict.fromkeys(fields[rating], text)
        answers[item] = Answer(rating, **typed)
    response = a_response(catalogue, answers, country="NPL", organisation="{title}", round=Round("=1+1"))
    document, texts = written(catalogue, response), list(map(lines, TYPED))
    order = [catalogue.recommendations.index(gap.recommendation) for gap in gaps(catalogue, response)]
    for place, gap in zip(order, gaps(catalogue, response), strict=True):
        facts = gap_facts(document, gap)
        for name in ("Evidence", "Law or policy", "Comment"):
            assert facts[name] == texts[place], name
    for column in (3, 4):
        planned = [row[column] for row in rows_of(captioned(document, "Follow-up plan"))]
        assert planned == [texts[place] for place in order]
    facts = strip_facts(document)
    assert (facts["Organisation"], facts["Round"]) == ("{title}", "=1+1")
    assert not [field for field in document.element.body.iter(qn("w:instrText")) if "HYPERLINK" in field.text]
    for caption, column in (("Not applicable, with the reason", 2), ("Implemented", 2), ("Information gaps", 3)):
        rows = rows_of(captioned(document, caption))
        assert [row[column] for row in rows] == texts, caption


def test_what_xml_cannot_hold_is_shown_and_the_report_says_how(odd: Any) -> None:
    assert facts_of(captioned(odd, "Title 1"))["Evidence"] == "a␀b␇c␟d\x7f\N{REPLACEMENT CHARACTER}"
    assert "appear as symbols" in all_text(odd)


def test_a_long_text_stands_in_whole_and_alone_may_be_parted_by_a_page() -> None:
    sentences = "".join(f"Sentence {number}. " for number in range(8000))[:100_000]
    texts = [sentences, "😀" * 20_000, "x" * 100_000, "\n" * 2_000]
    catalogue, response = answered(Rating.ABSENT, texts, "evidence")
    document = written(catalogue, response)
    found = {gap.recommendation.id: gap_facts(document, gap)["Evidence"] for gap in gaps(catalogue, response)}
    assert [found[item.id] for item in catalogue.recommendations] == texts
    rows = list(captioned(document, "Title 1")._tbl.iter(qn("w:tr")))
    assert [bool(list(row.iter(qn("w:cantSplit")))) for row in rows] == [False] + [True] * (len(rows) - 1)


def test_only_a_sound_web_address_becomes_a_link(odd: Any) -> None:
    sources = [facts_of(captioned(odd, f"Title {number}"))["Source"] for number in (1, 2, 5)]
    assert sources == URLS
    assert {target for text, target in targets(odd) if text in URLS} == {URLS[0]}


# Direction


EMPTY = Document(str(TEMPLATE))


def runs(text: str) -> list[tuple[str, bool]]:
    """The runs of a text, and whether each is marked as written from right to left."""
    paragraph = EMPTY.add_paragraph()
    Writer(EMPTY).write(paragraph, words(text), WordStyle.TEXT)
    return [(run.text, bool(run.font.rtl)) for run in paragraph.runs]


def test_a_text_is_parted_where_its_direction_changes() -> None:
    for text, expected in (
        ("Only Latin, 2019.", [("Only Latin, 2019.", False)]),
        ("עברית", [("עברית", True)]),
        ("Act עברית ועוד 12 (b)", [("Act ", False), ("עברית ועוד", True), (" 12 (b)", False)]),
        ("عام 2025 (Act 12) عربي", [("عام 2025 (", True), ("Act", False), (" 12) عربي", True)]),
        ("2025", [("2025", False)]),
        ("", []),
    ):
        assert runs(text) == expected, text


def directions(document: Any, text: str) -> list[str | None]:
    """What the paragraphs that show a text say of their direction."""
    return [
        None if (turned := paragraph._p.pPr.find(qn("w:bidi"))) is None else turned.get(qn("w:val"))
        for paragraph in all_paragraphs(document)
        if text_of(paragraph) == text
    ]


def test_a_paragraph_is_read_in_the_direction_of_its_text(odd: Any) -> None:
    assert set(directions(odd, ODD.answers["INV-05"].evidence)) == {"1"}
    assert directions(odd, "Gaps") == [None]


def test_in_a_language_from_right_to_left_the_whole_document_turns(arabic: bytes) -> None:
    document = Document(io.BytesIO(arabic))
    assert b"<w:pPrDefault><w:pPr><w:bidi/>" in parts_of(arabic)["word/styles.xml"]
    assert set(directions(document, "صندوق")) == {None}
    assert set(directions(document, "Do number 1.")) == {"0"}
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    assert document.core_properties.language == "ar"


# Whatever the response


@settings(max_examples=5)
@given(response=responses_to(HARBOURS))
def test_any_response_gives_a_document_that_reopens_with_every_answer_in_it(response: Response) -> None:
    document = written(HARBOURS, response)
    for gap in gaps(HARBOURS, response):
        facts, answer = gap_facts(document, gap), gap.answer
        assert facts["Evidence"] == (lines(visible(answer.evidence)) or "–")
        assert facts.get("Comment", "") == lines(visible(answer.comment))
    organisation = "" if response.anonymous else lines(visible(response.organisation))
    assert strip_facts(document)["Organisation"] in (
        truncated(organisation, 200) or "–",
        "This response is anonymous: the organisation is left out.",
    )


def test_one_report_leaves_no_trace_in_the_next() -> None:
    one, _other, again = (
        word_report(results_of(catalogue, response, written=WRITTEN), charts=False)
        for catalogue, response in ((INVENTED, ODD), (HARBOURS, a_response(HARBOURS)), (INVENTED, ODD))
    )
    assert one == again
