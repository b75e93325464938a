"""The gap report, reopened: its figures and lists, its form, and that nothing of what people typed is lost in it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.answer import Answer, Cause, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.rounds import pair_rounds
from assessment.domain.comparison.voices import pair_voices
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp
from assessment.domain.gaps import gaps, information_gaps, red_lines
from assessment.domain.response import Response, Round, Status, Voice
from assessment.domain.robustness import robustness
from assessment.domain.scoring import OVERLAPPING, Grouping, assessed, tally, tally_all, tally_by
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import using_language
from assessment.interchange.file_reader import read_single_response
from assessment.labels.codes import (
    ACCENT_COLOUR,
    RATING_STYLES,
    group_word,
    grouping_word,
    rating_change_word,
    rating_label,
)
from assessment.labels.findings import headline
from assessment.labels.formatting import band, citation, rated_count_text
from assessment.reports.excel.gap_report import gap_report
from assessment.reports.sheets.styles import WASH
from assessment.spreadsheet.text import CELL_LIMIT, cell_length
from assessment.spreadsheet.text_width import line_count
from tests.support.cases import GCM10, HARBOURS, ROOT, responses_to
from tests.support.catalogues import a_catalogue, a_response
from tests.support.reports import results_of
from tests.support.second_language import let_french_ship
from tests.support.workbooks import (
    HOSTILE,
    as_openpyxl_reads,
    assert_sound,
    bounds,
    broken_words,
    cells_of,
    foot_of,
    pages_of,
    pages_wide_and_high,
    parts_of,
    printed_width,
    rows_of,
    rows_of_cells,
    texts_of,
    value_beside,
    widths_of,
    words_at,
)

WRITTEN = dt.datetime(2026, 11, 24, 13, 2, 11, tzinfo=dt.UTC)
WHO = "Nepal · State · Ministry of Labour · 2026 baseline"
SHEETS = [
    "Summary", "Gaps", "Gap texts", "Information gaps", "All answers", "By group", "Method and sources", "Data"
]  # fmt: skip
FOR_THE_SCREEN = ("All answers", "Data")
MARK = "Sample data (invented)"


def an_answer(number: int, rating: Rating | None) -> Answer:
    item = GCM10.recommendations[number]
    return Answer(
        rating=rating,
        measures=tuple(measure.id for measure in item.measures[: number % 3]),
        evidence=f"Evidence {number}. " * (number % 5),
        evidence_url=f"https://example.org/{number}" if number % 2 else "",
        law_reference=f"Act {number}",
        responsible=f"Ministry {number}",
        action=f"Action {number}",
        target_date=dt.date(2027, 1, 1) + dt.timedelta(days=number) if number % 3 else None,
        comment="",
        reason="There is no coast." if rating is Rating.NOT_APPLICABLE else "",
    )


TURNS = [Rating.PARTIAL, Rating.ABSENT, Rating.IMPLEMENTED, Rating.PARTIAL, Rating.DONT_KNOW, Rating.ABSENT, None]


def gcm_response(**identity: Any) -> Response:
    """Every rating in turns, one not applicable, and with each answer all that can be said."""
    ratings = [TURNS[number % len(TURNS)] for number in range(len(GCM10.recommendations))]
    ratings[12] = Rating.NOT_APPLICABLE
    answers = {
        item.id: an_answer(number, ratings[number]) if ratings[number] else Answer()
        for number, item in enumerate(GCM10.recommendations)
    }
    known: dict[str, Any] = {
        "country": "NPL",
        "organisation": "Ministry of Labour",
        "round": Round("2026 baseline", dt.date(2026, 11, 2)),
    }
    return a_response(GCM10, {key: answer for key, answer in answers.items() if answer.rating}, **(known | identity))


def titles_of(workbook: Workbook) -> list[str]:
    """The sheets that a reader sees."""
    return [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]


def reopened(catalogue: Catalogue, response: Response, **settings: Any) -> Workbook:
    others = settings.pop("others", ())
    return assert_sound(gap_report(results_of(catalogue, response, written=WRITTEN, **settings), others))


RESPONSE = gcm_response()
INVENTED = a_catalogue()
BODY = "Ministry of the Interior,\nDirectorate General for Migration Affairs and Asylum"
ANCIENT, FIRST_DAY = dt.date(1812, 6, 24), dt.date(1900, 3, 1)
ODD = a_response(
    INVENTED,
    {
        "INV-01": Answer(Rating.IMPLEMENTED, measures=(), cause=Cause.NEW_EVIDENCE),
        "INV-02": Answer(Rating.IMPLEMENTED, measures=(), comment="They are, in another way."),
        "INV-03": Answer(Rating.ABSENT, responsible=BODY, target_date=ANCIENT),
        "INV-04": Answer(Rating.ABSENT, target_date=FIRST_DAY),
    },
    organisation="Ministry of Labour",
    anonymous=True,
)
"""What is unusual in an answer."""


@cache
def content() -> bytes:
    return gap_report(results_of(GCM10, RESPONSE, written=WRITTEN))


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return assert_sound(content())


@pytest.fixture(scope="module")
def odd() -> Workbook:
    return reopened(INVENTED, ODD, status=Status.SUBMITTED)


# What it says


def test_the_sheets_stand_in_their_order_each_under_the_name_of_the_response(workbook: Workbook) -> None:
    assert titles_of(workbook) == SHEETS
    for title in SHEETS:
        assert (workbook[title]["A1"].value, workbook[title]["A2"].value) == (title, WHO)
        assert MARK not in texts_of(workbook[title])


def test_the_sample_is_the_report_of_an_invented_place_and_says_so_on_every_sheet() -> None:
    workbook = load_workbook(ROOT / "exports" / "sample-gap-report.xlsx")
    assert titles_of(workbook) == SHEETS
    assert [workbook[title]["A3"].value for title in SHEETS] == [MARK] * len(SHEETS)


def test_the_summary_says_who_when_and_on_which_catalogue(workbook: Workbook) -> None:
    summary = workbook["Summary"]
    assert value_beside(summary, "Country or area") == "Nepal"
    assert value_beside(summary, "Voice") == "State"
    assert value_beside(summary, "Organisation") == "Ministry of Labour"
    assert value_beside(summary, "Round") == "2026 baseline"
    assert value_beside(summary, "Date of the round") == dt.datetime(2026, 11, 2)  # noqa: DTZ001 - a day has no zone
    assert value_beside(summary, "Catalogue and version") == "gcm-10, 1.0"
    assert value_beside(summary, "Status") == "In progress"
    assert "24 November 2026" in value_beside(summary, "Report written")
    assert f"Gap report on “{GCM10.title}”" in texts_of(summary)


def test_the_organisation_of_an_anonymous_response_stands_nowhere_in_the_file(odd: Workbook) -> None:
    parts = parts_of(gap_report(results_of(INVENTED, ODD, written=WRITTEN)))
    assert not [name for name, part in parts.items() if b"Ministry of Labour" in part]
    summary = odd["Summary"]
    assert value_beside(summary, "Organisation") == "This response is anonymous: the organisation is left out."
    assert value_beside(summary, "Status") == "Submitted"


def test_the_first_page_says_the_score_with_its_band_and_n_and_how_often_each_answer_was_given(
    workbook: Workbook,
) -> None:
    summary, whole = workbook["Summary"], tally_all(GCM10, RESPONSE)
    found = headline(len(gaps(GCM10, RESPONSE)), len(red_lines(gaps(GCM10, RESPONSE))), whole.unanswered + 4)
    lead = next(row for row in summary.iter_rows() if str(row[0].value).startswith(found.split(",")[0]))
    score, words = (cell for cell in lead[1:] if cell.value is not None)
    assert (score.value, score.number_format) == (whole.score, '0"\N{NO-BREAK SPACE}%"')
    assert words.value == f"band {band(whole)}\n{rated_count_text(whole)}"
    expected = [
        f"{rating_label(rating)} {getattr(whole, rating.value if rating else 'unanswered')}" for rating in RATING_STYLES
    ]
    assert expected in rows_of_cells(summary)


def test_under_the_threshold_words_stand_where_the_percentage_would_and_the_band_stays(odd: Workbook) -> None:
    _harbour, market = rows_of(odd["By group"], "Themes")[:2]
    assert (market["Score"], market["Band: low"], market["Band: high"]) == ("insufficient data", 0, 50)
    row = next(row for row in odd["Summary"].iter_rows() if row[0].value == "Market")
    assert [cell.value for cell in row if cell.value is not None][-3:] == [
        "insufficient data",
        "1 of 2",
        "0–50\N{NO-BREAK SPACE}%",
    ]
    response = a_response(INVENTED, {"INV-01": Rating.IMPLEMENTED, "INV-02": Rating.PARTIAL})
    lenient = reopened(INVENTED, response, threshold=0.4)
    assert rows_of(lenient["By group"], "Themes")[0]["Score"] == 75
    assert value_beside(lenient["Method and sources"], "Band: low") == 30
    assert any(text.startswith("Where less than 2/5 (40") for text in texts_of(lenient["Method and sources"]))
    assert not [text for text in texts_of(lenient["Method and sources"]) if text.startswith(THEME_WEIGHTED)]


THEME_WEIGHTED = "The theme-weighted overall, in which each theme weighs the same, is "


def test_the_theme_weighted_overall_stands_beside_the_overall_where_it_differs(odd: Workbook) -> None:
    (words,) = (text for text in texts_of(odd["Method and sources"]) if text.startswith(THEME_WEIGHTED))
    assert words.startswith(f"{THEME_WEIGHTED}33\N{NO-BREAK SPACE}%")


def assert_tallies(rows: list[dict[str, Any]], catalogue: Catalogue, response: Response, grouping: Grouping) -> None:
    found = tally_by(catalogue, response, grouping)
    assert [next(iter(row.values())) for row in rows] == [group_word(catalogue, grouping, group) for group in found]
    for row, counted in zip(rows, found.values(), strict=True):
        assert [row[rating_label(rating)] for rating in (*Rating, None)] == [
            counted.implemented,
            counted.partial,
            counted.absent,
            counted.dont_know,
            counted.not_applicable,
            counted.unanswered,
        ]
        assert (row["Rated"], row["Applicable"]) == (counted.rated, counted.applicable)
        assert (row["Band: low"], row["Band: high"]) == (counted.low, counted.high)
        expected = counted.score if counted.is_sufficient() else "insufficient data"
        assert row["Score"] == (expected if counted.applicable else "not applicable")


def test_themes_and_groups_have_the_figures_of_scoring(workbook: Workbook) -> None:
    groups = workbook["By group"]
    assert_tallies(rows_of(groups, "Themes"), GCM10, RESPONSE, Grouping.THEME)
    for grouping in set(Grouping) - {Grouping.THEME, Grouping.ACTION}:
        assert_tallies(rows_of(groups, f"By{grouping.value.capitalize()}"), GCM10, RESPONSE, grouping)
    (said,) = (text for text in texts_of(groups) if "can count in several groups" in text)
    assert all(grouping_word(grouping) in said for grouping in OVERLAPPING)


def test_actions_that_no_recommendation_serves_first_are_not_covered_and_have_no_figures(workbook: Workbook) -> None:
    rows = {row["Compact action"][:3]: row for row in rows_of(workbook["By group"], "ByAction")}
    for action in ("(a)", "(c)", "(f)"):
        _name, *figures = rows[action].values()
        assert [figure for figure in figures if figure is not None] == ["not covered by this tool"]
    counted = tally_by(GCM10, RESPONSE, Grouping.ACTION)["h"]
    assert (rows["(h)"]["Rated"], rows["(h)"]["Band: low"]) == (counted.rated, counted.low)


def test_the_summary_leads_with_the_sentence_and_the_gravest_gaps_who_acts_and_by_when(workbook: Workbook) -> None:
    summary, found = workbook["Summary"], gaps(GCM10, RESPONSE)
    unknown = information_gaps(GCM10, RESPONSE)
    assert texts_of(summary)[3] == f"{headline(len(found), len(red_lines(found)), len(unknown))}."
    rows = gravest_rows(summary)
    assert len(rows) == 5
    for number, (row, gap) in enumerate(zip(rows, found, strict=False), start=1):
        title, rating, who, day = row
        assert title.startswith(f"{number}. {gap.recommendation.title}")
        assert ("▲" in title) == gap.recommendation.red_line
        assert (rating, who) == (rating_label(gap.answer.rating), gap.answer.responsible)
        expected = gap.answer.target_date
        assert day == (dt.datetime.combine(expected, dt.time()) if expected else "no date")
    unrated = [item.id for item in unknown if item.red_line]
    assert f"Red lines not rated yet: {', '.join(unrated)}." in texts_of(summary)


def gravest_rows(summary: Worksheet) -> list[list[Any]]:
    """The gravest gaps of the first page, each as its title, rating, responsible body and date."""
    rows = rows_of_cells(summary)
    start = next(place for place, row in enumerate(rows, start=1) if row[:1] == ["Gravest gaps"])
    return list(takewhile(lambda row: len(row) == 4 and re.match(r"\d\. ", row[0]), rows[start:]))


def test_a_gap_without_a_responsible_body_is_not_assigned_unless_that_was_left_out() -> None:
    response = a_response(GCM10, {"GCM10-01": Rating.ABSENT})

    def shown(**settings: Any) -> str:
        results = results_of(GCM10, response, written=WRITTEN, **settings)
        return results.responsible(results.gravest_gaps[0].follow_up)

    assert shown() == "not assigned"
    assert shown(left_out=("responsible",)) == "left out"
    assert shown(level=SharingLevel.PUBLIC) == "left out"
    assert shown(follow_ups={"GCM10-01": FollowUp(responsible="A task force")}) == "A task force"


def test_a_long_responsible_body_is_shortened_on_the_summary_and_whole_among_the_gaps(odd: Workbook) -> None:
    leading, gap = gravest_rows(odd["Summary"])[0], rows_of(odd["Gaps"], "Gaps")[0]
    assert leading[2] == "Ministry of the Interior, Directorate General for…"
    assert gap["Responsible body"] == BODY


def test_the_first_page_answers_alone_and_names_no_more_than_five_gaps(workbook: Workbook) -> None:
    items = {f"INV-0{number}": {"red_line": number < 8} for number in range(1, 9)}
    catalogue = a_catalogue(themes={"harbour": 8}, items=items)
    many = reopened(catalogue, a_response(catalogue, dict.fromkeys(catalogue.by_id, Rating.ABSENT)))
    assert len(gravest_rows(many["Summary"])) == 5
    for summary in (workbook["Summary"], many["Summary"]):
        assert len(pages_of(summary)) == 1


def test_a_theme_is_a_row_of_squares_with_its_score_on_its_band(workbook: Workbook) -> None:
    summary, themes = workbook["Summary"], rows_of(workbook["By group"], "Themes")
    for theme, figures in zip(GCM10.themes, themes, strict=True):
        row = next(row for row in summary.iter_rows() if row[0].value == theme.name)
        marks = [(look.mark, figures[rating_label(rating)], look.fill) for rating, look in RATING_STYLES.items()]
        squares = [(mark, fill) for mark, count, fill in marks for _each in range(count)]
        shown = [(cell.value, f"#{cell.fill.fgColor.rgb[2:].lower()}") for cell in row[1 : 1 + len(squares)]]
        assert shown == squares
        (*scale,) = (cell.fill.fgColor.rgb[2:].lower() for cell in row[-20:])
        low, high = figures["Band: low"], figures["Band: high"]
        coloured = [place for place, fill in enumerate(scale) if fill != WASH[1:]]
        assert 5 * coloured[0] <= low <= high <= 5 * (coloured[-1] + 1)
        score = figures["Score"]
        dots = [place for place, fill in enumerate(scale) if fill == ACCENT_COLOUR[1:]]
        assert dots == ([] if isinstance(score, str) else [min(int(score / 5), 19)])


def test_a_theme_too_large_for_squares_is_a_bar_of_shares() -> None:
    catalogue = a_catalogue(themes={"harbour": 40, "market": 10})
    ratings = dict.fromkeys(list(catalogue.by_id)[:20], Rating.IMPLEMENTED)
    summary = reopened(catalogue, a_response(catalogue, ratings))["Summary"]
    row = next(row for row in rows_of_cells(summary) if row[:1] == ["Harbour"])
    assert row[1:25] == 12 * ["●"] + 12 * ["·"]


# The lists


def test_gaps_stand_in_their_order_with_all_that_is_known_of_them(workbook: Workbook) -> None:
    expected = gaps(GCM10, RESPONSE)
    plan, texts = rows_of(workbook["Gaps"], "Gaps"), rows_of(workbook["Gap texts"], "GapTexts")
    assert len(expected) == len(plan) == len(texts) > 10
    for gap, row, told in zip(expected, plan, texts, strict=True):
        item, answer = gap.recommendation, gap.answer
        assert row["Id"] == told["Id"] == item.id
        assert row["Rating"] == rating_label(answer.rating)
        assert row["UN mandates"] == gap.asked_by
        assert row["Theme"] == GCM10.theme_by_id[item.theme].name
        title, *red_line = row["Title"].split("\n")
        assert (title, bool(red_line)) == (item.title, item.red_line)
        assert row["Title"] == told["Title"]
        assert told["Recommendation (verbatim) and citation"] == f"{item.text}\n{citation(item)}"
        support = (answer.evidence, answer.evidence_url, answer.law_reference)
        assert told["Evidence"] == "\n".join(filter(None, support))
        missing = "\n".join(f"• {measure}" for measure in gap.not_ticked) or "Every measure is ticked."
        assert told["Measures not ticked"] == missing
        assert row["Responsible body"] == answer.responsible
        assert row["Action"] == answer.action
        assert row["Status"] == "Not started"
    seven = ["Title", "Rating", "Responsible body", "Action", "Target date", "Status", "Note on the status"]
    assert list(plan[0]) == [*seven, "Date of the status", "Id", "Theme", "UN mandates"]


def test_target_dates_are_dates_but_where_spreadsheets_disagree_about_them(workbook: Workbook, odd: Workbook) -> None:
    cells = cells_of(workbook["Gaps"], "Gaps", "Target date")
    expected = [gap.answer.target_date for gap in gaps(GCM10, RESPONSE)]
    assert [cell.value.date() if cell.value else None for cell in cells] == expected
    assert all(cell.is_date and cell.number_format == "yyyy-mm-dd" for cell in cells if cell.value)
    cells = cells_of(odd["Gaps"], "Gaps", "Target date")
    assert cells[0].value == "1812-06-24"
    assert cells[1].value.date() == FIRST_DAY


def test_documents_and_sources_are_links(workbook: Workbook) -> None:
    sheet, expected = workbook["Gap texts"], gaps(GCM10, RESPONSE)
    documents = cells_of(sheet, "GapTexts", "UN document (link)")
    assert [cell.hyperlink.target for cell in documents] == [gap.recommendation.source.url for gap in expected]
    sources = cells_of(sheet, "GapTexts", "Link")
    assert [cell.hyperlink.target if cell.hyperlink else "" for cell in sources] == [
        gap.answer.evidence_url for gap in expected
    ]


def test_information_gaps_stand_in_document_order_and_apart_from_gaps(workbook: Workbook) -> None:
    rows = rows_of(workbook["Information gaps"], "InformationGaps")
    assert [row["Id"] for row in rows] == [item.id for item in information_gaps(GCM10, RESPONSE)]
    assert {row["Rating"] for row in rows} == {"? Don’t know", "· Not answered"}


def test_all_answers_has_every_recommendation_in_document_order_with_its_answer(workbook: Workbook) -> None:
    rows = rows_of(workbook["All answers"], "AllAnswers")
    assert [row["Id"] for row in rows] == [item.id for item in GCM10.recommendations]
    for item, row in zip(GCM10.recommendations, rows, strict=True):
        answer = RESPONSE.answer(item.id)
        assert row["Rating"] == rating_label(answer.rating)
        assert row["Question"] == item.question
        assert (row["Reason"] or "") == answer.reason
        marks = "".join("☑" if measure.id in answer.ticked else "☐" for measure in item.measures)
        # “None of these” is a line of its own.
        marks += "☑" if answer.measures == () else ""
        said = row["Measures (☑ in place, ☐ not ticked)"]
        if answer.measures is None:
            marks, first = "", "Not recorded which of these are in place:"
            assert said.splitlines()[0] == first
        assert re.findall("^[☑☐]", said, re.MULTILINE) == list(marks)


def test_an_answer_asks_for_a_word_where_it_differs_from_its_ticks_and_says_why_it_changed(odd: Workbook) -> None:
    rows = rows_of(odd["All answers"], "AllAnswers")
    assert [bool(row["To explain"]) for row in rows] == [True, False, False, False, False]
    assert [row["cause"] for row in rows_of(odd["Data"], "Data")[:2]] == ["new_evidence", None]


def test_empty_lists_say_so() -> None:
    done = reopened(INVENTED, a_response(INVENTED, dict.fromkeys(INVENTED.by_id, Rating.IMPLEMENTED)))
    assert "No recommendation is rated absent or partial." in texts_of(done["Gaps"])
    assert "Every recommendation is rated or not applicable." in texts_of(done["Information gaps"])
    assert "No gaps, no recommendation unknown." in texts_of(done["Summary"])
    assert not done["Gaps"].tables
    assert not done["Gap texts"].tables
    blank = reopened(INVENTED, a_response(INVENTED))
    assert "Nothing is rated, so there is no score to vary." in texts_of(blank["Method and sources"])
    assert {"No gaps so far, 5 recommendations unknown.", "insufficient data"} <= set(texts_of(blank["Summary"]))
    assert "Gravest gaps" not in texts_of(blank["Summary"])


# The method, the data


def test_the_method_shows_the_formula_with_the_figures_of_this_report(workbook: Workbook) -> None:
    sheet, whole = workbook["Method and sources"], tally_all(GCM10, RESPONSE)
    assert value_beside(sheet, "Points") == whole.points
    assert value_beside(sheet, "Band: low") == whole.low
    assert value_beside(sheet, "Band: high") == whole.high
    assert [(row["Rating"], row["Counts as"]) for row in rows_of(sheet, "Ratings")] == [
        (rating_label(rating), {"implemented": 1, "partial": 0.5, "absent": 0}.get(rating or ""))
        for rating in RATING_STYLES
    ]


def test_robustness_is_shown_as_ranges(workbook: Workbook) -> None:
    found = robustness(GCM10, RESPONSE)
    assert found.overall is not None
    overall, *themes = rows_of(workbook["Method and sources"], "Robustness")
    assert overall["Lowest under all variants"] == found.overall.low
    assert overall["Highest under all variants"] == found.overall.high
    counted = tally_by(GCM10, RESPONSE, Grouping.THEME)
    for (theme, span), row in zip(found.by_theme.items(), themes, strict=True):
        assert row["Theme"] == GCM10.theme_by_id[theme].name
        assert row["Lowest under all variants"] == (span.low if counted[theme].is_sufficient() else "–")


def test_every_pair_of_themes_stands_in_the_workbook_with_what_holds_of_its_order(workbook: Workbook) -> None:
    found, tallies = robustness(GCM10, RESPONSE), tally_by(GCM10, RESPONSE, Grouping.THEME)
    rows = rows_of(workbook["Data"], "ThemeOrders")
    for pairs, words in ((found.orders_kept, "same order"), (found.orders_lost, "not the same order")):
        expected = {
            " – ".join(GCM10.theme_by_id[theme].name for theme in pair)
            for pair in pairs
            if all(tallies[theme].is_sufficient() for theme in pair)
        }
        assert {row["Themes, the lower score first"] for row in rows if row["In all variants"] == words} == expected
    assert rows


def test_sources_and_documents_are_named_with_their_links(workbook: Workbook) -> None:
    sheet, publication = workbook["Method and sources"], GCM10.publication
    assert value_beside(sheet, "Publication") == publication.title
    assert value_beside(sheet, "Publisher") == publication.publisher
    assert value_beside(sheet, "Note") == publication.note
    documents = cells_of(sheet, "Documents", "Document")
    urls = {item.source.symbol: item.source.url for item in GCM10.recommendations}
    assert {cell.value: cell.hyperlink.target for cell in documents} == urls
    assert {row["Mandate"] for row in rows_of(sheet, "Documents")} == {mandate.name for mandate in GCM10.mandates}
    places = " ".join(row["Recommendations and paragraphs"] for row in rows_of(sheet, "Documents"))
    assert all(f"{item.id} (para. {item.source.paragraph})" in places for item in GCM10.recommendations)


def test_data_has_one_row_an_answer_and_a_dictionary_of_its_columns(workbook: Workbook) -> None:
    sheet = workbook["Data"]
    rows = rows_of(sheet, "Data")
    assert [row["recommendation_id"] for row in rows] == [item.id for item in GCM10.recommendations]
    assert [row["Column"] for row in rows_of(sheet, "Dictionary")] == list(rows[0])
    assert all(row["Meaning"] for row in rows_of(sheet, "Dictionary"))
    places = {gap.recommendation.id: place for place, gap in enumerate(gaps(GCM10, RESPONSE), start=1)}
    for item, row in zip(GCM10.recommendations, rows, strict=True):
        answer = RESPONSE.answer(item.id)
        score = tally([answer.rating]).score
        assert row["rating"] == (answer.rating.value if answer.rating else "unanswered")
        assert row["value"] == (None if score is None else score / 100)
        assert (row["country"], row["voice"], row["round_label"]) == ("NPL", "state", "2026 baseline")
        assert (row["catalogue_id"], row["catalogue_version"]) == ("gcm-10", "1.0")
        assert (row["theme"], row["red_line"], row["gap_order"]) == (item.theme, item.red_line, places.get(item.id))
        assert (row["evidence"] or "", row["reason"] or "") == (answer.evidence, answer.reason)
        assert (row["measures"], row["measures_ticked"]) == (
            len(item.measures),
            None if answer.measures is None else len(answer.measures),
        )


# Beside others

NOW, BEFORE = Round("2026 baseline", dt.date(2026, 11, 2)), Round("2024 baseline", dt.date(2024, 11, 2))


def beside(name: str, *ratings: Rating, **identity: Any) -> SourcedResponse:
    """A response to the invented catalogue with these ratings, of the ministry in the last round if nothing is said."""
    known: dict[str, Any] = {"country": "NPL", "organisation": "Ministry of Labour", "round": NOW}
    answers = dict(zip(INVENTED.by_id, ratings, strict=False))
    return SourcedResponse(name, INVENTED, a_response(INVENTED, answers, **(known | identity)))


def shelters(name: str = "shelters", **identity: Any) -> SourcedResponse:
    """What civil society says in the same round: nothing is implemented."""
    known = {"voice": Voice.CIVIL_SOCIETY, "organisation": "Network"}
    return beside(name, *[Rating.PARTIAL] + 4 * [Rating.ABSENT], **(known | identity))


MINISTRY = beside("ministry", Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.IMPLEMENTED, Rating.ABSENT)


def test_the_other_voice_and_the_last_round_have_a_sheet_each() -> None:
    others = [
        shelters(),
        beside("earlier", *5 * [Rating.PARTIAL], round=BEFORE),
        beside("earliest", *5 * [Rating.PARTIAL], round=Round("2022", dt.date(2022, 11, 2))),
    ]
    workbook = assert_sound(gap_report(results_of(INVENTED, MINISTRY.response, written=WRITTEN), others))
    assert titles_of(workbook) == [*SHEETS[:4], "State and civil society", "Since last round", *SHEETS[4:]]
    sheet, pair = workbook["State and civil society"], pair_voices(MINISTRY, others[0])
    (row,) = rows_of(sheet, "VoicePairs")
    assert pair.agreement is not None
    assert (row["Common (n)"], row["Percent agreement"]) == (len(pair.common), 100 * pair.agreement)
    assert row["Krippendorff’s alpha (ordinal)"] == pair.alpha
    points = rows_of(sheet, "Agenda")
    agenda = [point["Id"] for point in points if point["Place on the agenda"]]
    assert agenda == [entry.recommendation.id for entry in pair.agenda]
    assert [point["Difference"] for point in points if point["Id"] in agenda] == [
        entry.difference for entry in pair.agenda
    ]
    sheet, rounds = workbook["Since last round"], pair_rounds(others[1], MINISTRY)
    moved = {row["Id"]: row["Change"] for row in rows_of(sheet, "Movements")}
    moved |= {row["Id"]: "Unchanged" for row in rows_of(sheet, "Unchanged")}
    assert moved == {key: rating_change_word(movement) for key, movement in rounds.movements.items()}
    assert rows_of(sheet, "RoundPairs")[0]["Rounds"] == "2024 baseline, then 2026 baseline"


def test_several_civil_society_responses_are_told_apart() -> None:
    others = [shelters("b"), shelters("c", organisation="", anonymous=True)]
    sheet = reopened(INVENTED, MINISTRY.response, others=others)["State and civil society"]
    told = [(row["Pair"], row["Compared with"]) for row in rows_of(sheet, "VoicePairs")]
    assert told == [(1, "Nepal · Civil society · anonymous"), (2, "Nepal · Civil society · Network")]


def test_the_report_of_civil_society_has_the_state_beside_it() -> None:
    workbook = reopened(INVENTED, shelters().response, others=[MINISTRY])
    (row,) = rows_of(workbook["State and civil society"], "VoicePairs")
    assert row["Who answered"] == "State: Ministry of Labour\nCivil society: Network"


def test_responses_that_are_no_counterpart_have_no_sheet() -> None:
    harbours = a_response(HARBOURS, country="NPL", voice=Voice.CIVIL_SOCIETY, round=NOW)
    others = [
        shelters("another country", country="CHE"),
        shelters("another round", round=Round("2027")),
        shelters("another voice", voice=Voice.OTHER),
        replace(MINISTRY, name="itself"),
        beside("a later round", Rating.PARTIAL, round=Round("2028", dt.date(2028, 1, 1))),
        SourcedResponse("another catalogue", HARBOURS, harbours),
    ]
    assert titles_of(reopened(INVENTED, MINISTRY.response, others=others)) == SHEETS


# What people typed

FIELDS = ("evidence", "law_reference", "responsible", "action", "comment", "reason")
TYPED = {
    "Gaps": ("Gaps", ["Responsible body", "Action"]),
    "Gap texts": ("GapTexts", ["Evidence"]),
    "All answers": ("AllAnswers", ["Evidence", "Law or policy", "Responsible body", "Action", "Comment", "Reason"]),
    "Data": ("Data", list(FIELDS)),
}
UNHOLDABLE = "a\x00b\x07c\x1fd\x7f\ufffe"


def test_hostile_text_comes_back_as_text_to_the_character_and_never_as_a_formula() -> None:
    texts = [*HOSTILE, UNHOLDABLE]
    catalogue = a_catalogue(themes={"harbour": len(texts)})
    typed: list[dict[str, Any]] = [dict.fromkeys(FIELDS, text) for text in texts]
    answers = {item: Answer(Rating.ABSENT, **said) for item, said in zip(catalogue.by_id, typed, strict=True)}
    workbook = reopened(catalogue, a_response(catalogue, answers, organisation="=1+1", round=Round("@R&D &P", None)))
    order = [int(row["Id"][-2:]) - 1 for row in rows_of(workbook["Gaps"], "Gaps")]
    for title, (table, headers) in TYPED.items():
        places = order if title in ("Gaps", "Gap texts") else range(len(HOSTILE))
        for header in headers:
            for place, cell in zip(places, cells_of(workbook[title], table, header), strict=False):
                # The law stands below the evidence.
                text = f"{texts[place]}\n{texts[place]}" if title == "Gap texts" else texts[place]
                assert (cell.value, cell.data_type) == (as_openpyxl_reads(text), "s"), (title, header, text)
                assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "'")), (title, header, text)
    assert value_beside(workbook["Summary"], "Organisation") == "=1+1"
    assert {(row["organisation"], row["round_label"]) for row in rows_of(workbook["Data"], "Data")} == {
        ("=1+1", "@R&D &P")
    }
    # Signs in a name are no codes of the footer.
    assert "@R&&D &&P" in foot_of(workbook["Summary"]).left.text
    # What XML can't hold is shown, and the report says how.
    shown = cells_of(workbook["Data"], "Data", "evidence")[-1].value
    assert shown == "a␀b␇c␟d\x7f\N{REPLACEMENT CHARACTER}"
    assert any("appear as symbols" in text for text in texts_of(workbook["Method and sources"]))


def test_a_long_text_is_begun_in_its_place_and_stands_in_whole_on_a_sheet_of_its_own() -> None:
    texts = [
        "".join(f"Sentence {number}. " for number in range(8000))[:100_000],
        "😀" * 20_000,
        "x" * 50_000,
        "\n" * 2_000 + "end",
        "=1+" + "_x0041_ " * 6_000,
        # A row can show it, so it isn't sent elsewhere.
        "Some words of evidence that fill a page of the report. " * 18,
    ]
    catalogue = a_catalogue(themes={"harbour": len(texts)})
    answers = {
        item.id: Answer(Rating.ABSENT, evidence=text)
        for item, text in zip(catalogue.recommendations, texts, strict=True)
    }
    workbook = reopened(catalogue, a_response(catalogue, answers))
    assert titles_of(workbook) == [*SHEETS, "Long texts"]
    whole: dict[str, str] = {}
    for row in rows_of(workbook["Long texts"], "LongTexts"):
        assert row["Column"] == "Evidence"
        whole[row["Id"]] = whole.get(row["Id"], "") + row["Text"]
    assert whole == {f"INV-0{number}": text for number, text in enumerate(texts[:-1], start=1)}
    for title, header in (("Gap texts", "Evidence"), ("All answers", "Evidence"), ("Data", "evidence")):
        ids = [
            row["Id" if title != "Data" else "recommendation_id"] for row in rows_of(workbook[title], TYPED[title][0])
        ]
        for item, cell in zip(ids, cells_of(workbook[title], TYPED[title][0], header), strict=True):
            text = answers[item].evidence
            beginning, _break, pointer = cell.value.rpartition("\n")
            if item not in whole or (title == "Data" and cell_length(text) <= CELL_LIMIT):
                assert cell.value == text
            else:
                assert re.fullmatch(r"\[continues: sheet “Long texts”, no. \d\]", pointer), (title, item)
                assert text.startswith(beginning)
                assert cell_length(cell.value) <= CELL_LIMIT


# Its form


def test_the_file_holds_no_formula_no_macro_and_no_link_to_another_file_and_its_tables_stand_apart(
    workbook: Workbook,
) -> None:
    # `assert_sound` has looked when it was opened.
    assert len([name for sheet in workbook.worksheets for name in sheet.tables]) > 15


def choices(workbook: Workbook, sheet: Worksheet) -> dict[str, list[str]]:
    """The words that dropdowns offer, by the cells that offer them."""
    return {
        str(validation.sqref): words_at(workbook, validation.formula1)
        for validation in sheet.data_validations.dataValidation
        if validation.type == "list"
    }


def test_dropdowns_offer_the_ratings_and_the_words_of_a_follow_up_plan(workbook: Workbook) -> None:
    labels = [rating_label(rating) for rating in RATING_STYLES]
    gaps_sheet = workbook["Gaps"]
    last = 6 + len(gaps(GCM10, RESPONSE))
    offered = choices(workbook, gaps_sheet)
    assert offered[f"B7:B{last}"] == labels
    statuses = offered[f"F7:F{last}"]
    assert {"Not started", "Started", "Done"} <= set(statuses)
    assert gaps_sheet["F6"].value == "Status"
    assert list(choices(workbook, workbook["All answers"]).values()) == [labels]
    assert list(choices(workbook, workbook["Information gaps"]).values()) == [labels]


def test_ratings_bear_their_fill_by_a_condition_and_their_own_label(workbook: Workbook) -> None:
    sheet = workbook["Gaps"]
    (area,) = sheet.conditional_formatting
    assert str(area.sqref) == f"B7:B{6 + len(gaps(GCM10, RESPONSE))}"
    fills = {rule.formula[0].strip('"'): rule.dxf.fill.bgColor.rgb for rule in area.rules}
    inks = {rule.formula[0].strip('"'): rule.dxf.font.color.rgb for rule in area.rules}
    assert fills == {rating_label(rating): f"FF{look.fill[1:].upper()}" for rating, look in RATING_STYLES.items()}
    assert inks == {rating_label(rating): f"FF{look.text_colour[1:].upper()}" for rating, look in RATING_STYLES.items()}


def test_every_sheet_prints_across_and_one_page_wide_with_its_name_and_page_number(workbook: Workbook) -> None:
    for sheet in map(workbook.__getitem__, SHEETS):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
        assert pages_wide_and_high(sheet) == (1, 0)
        assert WHO in foot_of(sheet).left.text
        assert "&P" in foot_of(sheet).right.text
        assert "&N" in foot_of(sheet).right.text
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert not sheet.sheet_view.showGridLines
        # What is smaller on paper is as large on the screen.
        tables = [sheet[table.ref][0][0].font.size for table in sheet.tables.values()]
        for letters in tables:
            assert letters * (sheet.sheet_view.zoomScale or 100) / 100 == 9
    assert workbook["Gaps"].print_title_rows == "$6:$6"
    assert workbook["Gaps"].freeze_panes == "B7"


def test_no_letter_is_printed_smaller_than_seven_and_a_half_points(workbook: Workbook) -> None:
    for title in SHEETS:
        sheet = workbook[title]
        assert sheet.page_setup.paperSize == 9, title
        room = 841.9 - 72 * (sheet.page_margins.left + sheet.page_margins.right)
        smallest = min(cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None)
        assert title in FOR_THE_SCREEN or min(1, room / printed_width(sheet)) * smallest >= 7.5, title


def test_of_gaps_nothing_but_links_and_what_sorts_is_left_out_of_print(workbook: Workbook) -> None:
    for title, table, kept in (("Gaps", "Gaps", 7), ("Gap texts", "GapTexts", 4)):
        sheet = workbook[title]
        headers = [cell.value for cell in sheet[sheet.tables[table].ref][0]]
        assert bounds(sheet.print_area.rsplit("!", 1)[1].replace("$", ""))[2] == kept
        left_out = {"Date of the status", "Id", "Theme", "UN mandates", "UN document (link)", "Link"}
        assert set(headers[kept:]) <= left_out


def test_what_is_for_the_screen_says_so_and_adds_no_page(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        is_screen = sheet.title in FOR_THE_SCREEN
        head: Any = sheet.oddHeader
        assert ("For the screen" in (head.left.text or "")) == is_screen, sheet.title
        if sheet.sheet_state == "visible":
            assert bool(pages_of(sheet)) != is_screen, sheet.title
    assert any("For the screen" in text for text in texts_of(workbook["All answers"])[:4])


def test_the_sample_is_printed_on_few_pages_none_of_which_is_nearly_empty() -> None:
    sample = ROOT / "data" / "samples" / "boruna-civil-society.json"
    boruna = read_single_response(sample.read_bytes(), sample.name, lambda _id, _version: GCM10).response
    workbook = reopened(GCM10, boruna)
    pages = {title: pages_of(workbook[title]) for title in SHEETS}
    assert sum(map(len, pages.values())) <= 15
    assert len(pages["Summary"]) == 1
    for title, heights in pages.items():
        assert all(height > 170 for height in heights), (title, heights)


def test_no_word_is_broken_in_a_header_or_a_narrow_column(
    workbook: Workbook, odd: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_french_ship(monkeypatch)
    with using_language("fr"):
        french = reopened(GCM10, RESPONSE)
    for each in (workbook, odd, french):
        assert [word for sheet in each.worksheets[:-1] for word in broken_words(sheet)] == []


def test_no_row_is_higher_than_spreadsheets_allow_and_every_row_is_as_high_as_its_text(workbook: Workbook) -> None:
    sheet = workbook["All answers"]
    heights = {row: dimension.height for row, dimension in sheet.row_dimensions.items() if dimension.height}
    assert max(heights.values()) <= 409
    widths = widths_of(sheet)
    for cells in sheet.iter_rows(min_row=6):
        for cell in cells:
            if isinstance(cell.value, str):
                width = widths[cell.column_letter]
                size = cell.font.size
                needed = line_count(cell.value, width, size) * size * 1.3
                assert heights[cell.row] >= needed, cell.coordinate


def test_the_document_says_what_it_is(workbook: Workbook) -> None:
    properties = workbook.properties
    assert properties.title == "Gap report: Nepal · State · Ministry of Labour · 2026 baseline"
    assert properties.subject == GCM10.title
    assert properties.creator == "Policy gap assessment"
    assert properties.created == WRITTEN.replace(tzinfo=None)
    assert workbook.custom_doc_props["Language"].value == "en"  # type: ignore[attr-defined]


# Whatever the response


@settings(max_examples=5)
@given(response=responses_to(HARBOURS))
def test_any_response_gives_a_report_that_reopens_with_every_answer_in_it(response: Response) -> None:
    workbook = reopened(HARBOURS, response)
    assert titles_of(workbook)[:8] == SHEETS
    for item, row in zip(assessed(response, HARBOURS.recommendations), rows_of(workbook["Data"], "Data"), strict=True):
        answer = response.answer(item.id)
        for field in FIELDS:
            assert (row[field] or "") == as_openpyxl_reads(getattr(answer, field))
        assert (row["organisation"] or "") == ("" if response.anonymous else as_openpyxl_reads(response.organisation))


def test_one_report_leaves_no_trace_in_the_next() -> None:
    one, _other, again = (
        gap_report(results_of(INVENTED, response, written=WRITTEN)) for response in (ODD, MINISTRY.response, ODD)
    )
    assert one == again
