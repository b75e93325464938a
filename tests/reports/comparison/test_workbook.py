"""The comparison workbook, reopened: the same figures as the CSV and the JSON, what it says of pairs, and its form."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.answer import Answer, Cause, Rating, RatingChange
from assessment.domain.comparison.compare import (
    FEWEST_COMPARED,
    Comparison,
    LeftOutReason,
    compare,
    score_differences,
    total_tallies,
)
from assessment.domain.comparison.findings import find_comparison_findings
from assessment.domain.comparison.obstacles import comparable
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.countries import country_codes
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.response import Response, Round, Voice
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.domain.sourced import SourcedResponse
from assessment.labels.codes import (
    BACKGROUND_COLOUR,
    SCORE_STYLES,
    cause_word,
    left_out_word,
    rating_change_word,
    rating_label,
)
from assessment.labels.findings import comparison_findings
from assessment.labels.formatting import band, rated_count_text, score_text
from assessment.parsing.csv_escaping import escape_formula, number_text
from assessment.reports.comparison.workbook import comparison_report
from assessment.reports.sheets.respondents import number_list
from assessment.reports.sheets.styles import BAND, PALE
from assessment.reports.table_csv import tidy_csv
from assessment.tidy.comparison import comparison_data
from assessment.views.comparison import theme_differences, theme_scores
from tests.labels.test_codes import contrast
from tests.support.cases import GCM10, HARBOURS
from tests.support.catalogues import a_catalogue, a_response
from tests.support.comparisons import NEWER, everywhere, one, several
from tests.support.workbooks import (
    HOSTILE,
    as_openpyxl_reads,
    assert_sound,
    bounds,
    cells_of,
    foot_of,
    pages_wide_and_high,
    parts_of,
    printed_width,
    rows_of,
    texts_of,
    value_beside,
)

WRITTEN = dt.datetime(2026, 11, 24, 13, 2, 11, tzinfo=dt.UTC)
SHEETS = ["Scores by theme", "Summary", "Themes", "Recommendations", "Voices", "Rounds", "Evidence", "Data"]
IMPLEMENTED, PARTIAL, ABSENT = Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT
RATED = (IMPLEMENTED, PARTIAL, ABSENT)


def gcm_response(country: str, voice: Voice, year: int, seed: int, **identity: Any) -> SourcedResponse:
    """An invented response to the real catalogue, with evidence."""
    chance = random.Random(seed)  # noqa: S311 - invented answers
    answers = {
        item.id: Answer(
            Rating.DONT_KNOW if place == seed % 33 else chance.choice(RATED),
            evidence=f"What {country} does about {item.id}. " * chance.randint(0, 4),
            evidence_url=f"https://example.org/{seed}/{place}" if place % 2 else "",
            law_reference=f"Act {place}" if place % 3 else "",
            cause=Cause.NEW_EVIDENCE if place % 5 == 0 else None,
        )
        for place, item in enumerate(GCM10.recommendations)
        if place % 11 != seed % 11 or place < 9
    }
    known: dict[str, Any] = {"organisation": "", "round": Round(f"{year} baseline", dt.date(year, 11, 2))}
    return SourcedResponse(
        f"{country}-{voice.value}-{year}-{seed}.json",
        GCM10,
        Response(GCM10.id, GCM10.version, country, voice, answers=answers, **(known | identity)),
    )


SEVERAL = [
    gcm_response("NPL", Voice.STATE, 2024, 1, organisation="Ministry of Labour"),
    gcm_response("NPL", Voice.STATE, 2026, 2, organisation="Ministry of Labour"),
    gcm_response("NPL", Voice.CIVIL_SOCIETY, 2026, 3, organisation="Network of Shelters", anonymous=True),
    gcm_response("NPL", Voice.STATE, 2028, 4, organisation="Ministry of Labour"),
    gcm_response("CHE", Voice.CIVIL_SOCIETY, 2026, 5),
]
COMPARISON = compare(SEVERAL)


@cache
def content_of_several() -> bytes:
    return comparison_report(COMPARISON, written=WRITTEN)


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return assert_sound(content_of_several())


def many() -> list[SourcedResponse]:
    return [
        one(
            f"{code}.json",
            {f"INV-0{number}": RATED[(place + number) % 3] for number in range(1, 6)},
            country=code,
            voice=Voice.CIVIL_SOCIETY if place == 1 else Voice.STATE,
        )
        for place, code in enumerate(country_codes()[:30])
    ]


@pytest.fixture(scope="module")
def crowd() -> Workbook:
    return assert_sound(comparison_report(compare(many()), written=WRITTEN))


def reopened(*compared: SourcedResponse, **settings: Any) -> Workbook:
    return load_workbook(io.BytesIO(comparison_report(compare(compared), written=WRITTEN, **settings)))


def csv_rows(comparison: Comparison) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tidy_csv(comparison), newline="")))


# The same figures everywhere


def as_csv(value: Any, header: str) -> str:
    """A cell of the sheet Data as the CSV has it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case dt.datetime():
            return value.date().isoformat()
        case _:
            return escape_formula(value) if header in ("ORGANISATION", "ROUND", "RESPONSE") else str(value)


def assert_figures(figures: dict[str, Any], row: dict[str, str]) -> None:
    """The figures of a score in the JSON and in the CSV."""
    told = [figures["score"], figures["rated"], figures["applicable"], figures["low"], figures["high"]]
    there = [row[name] for name in ("OBS_VALUE", "RATED", "APPLICABLE", "BAND_LOW", "BAND_HIGH")]
    assert there == ["" if figure is None else number_text(figure) for figure in told]


def assert_same_everywhere(comparison: Comparison, workbook: Workbook) -> None:
    data = comparison_data(comparison, COVERAGE_THRESHOLD)
    tidy = csv_rows(comparison)
    assert [
        {key: as_csv(value, key) for key, value in row.items()} for row in rows_of(workbook["Data"], "Data")
    ] == tidy
    by_key = {(row["RESPONSE"], row["INDICATOR"], row["MEASURE"]): row for row in tidy}
    assert len(by_key) == len(tidy)
    assert_ratings(workbook, comparison, data, by_key)
    assert_scores(workbook, comparison, data, by_key)
    assert_voices(workbook, data)
    assert_rounds(workbook, data)
    assert_left_out(workbook, comparison, data)


Keyed = dict[tuple[str, str, str], dict[str, str]]


def assert_ratings(workbook: Workbook, comparison: Comparison, data: dict[str, Any], by_key: Keyed) -> None:
    matrix, rated = rows_of(workbook["Recommendations"], "Recommendations"), RatedResponses.of(comparison.responses)
    evidence = rows_of(workbook["Evidence"], "Evidence")
    said = {(row["Id"], row["No."]): row["Rating"] for row in evidence}
    assert len(said) == len(evidence)
    assert [row["Id"] for row in matrix] == list(data["recommendations"])
    for row in matrix:
        item_id = row["Id"]
        answers = list(row.values())[-len(comparison.responses) :]
        for number, (one_of, answer) in enumerate(zip(comparison.responses, answers, strict=True), start=1):
            rating = data["recommendations"][item_id][one_of.name]
            if item_id not in one_of.catalogue.by_id:
                assert rating is None
                assert answer == "not asked"
                assert (item_id, number) not in said
                assert (one_of.name, item_id, "RATING") not in by_key
                continue
            label = rating_label(None if rating is None else Rating(rating))
            assert (answer, said[item_id, number]) == (label, label)
            tidy = by_key[one_of.name, item_id, "RATING"]
            assert tidy["RATING"] == (rating or "unanswered")
            assert tidy["COMMON"] == ("true" if item_id in data["common"] else "false")
        counted = rated.distribution(next(item for item in comparison.recommendations if item.id == item_id))
        assert [row[rating_label(rating)] for rating in RATED] == [counted.implemented, counted.partial, counted.absent]
        assert row[rating_label(None)] == counted.unanswered


def assert_scores(workbook: Workbook, comparison: Comparison, data: dict[str, Any], by_key: Keyed) -> None:
    themes = {theme.id: theme.name for theme in comparison.themes}
    common = rows_of(workbook["Themes"], "ThemesCommon") if data["common"] else []
    own = rows_of(workbook["Themes"], "ThemesOwn")
    for theme, name in themes.items():
        for place, one_of in enumerate(comparison.responses):
            assert_figures(data["themes"][theme][one_of.name], by_key[one_of.name, f"THEME:{theme}", "SCORE_COMMON"])
            assert_figures(data["own"][theme][one_of.name], by_key[one_of.name, f"THEME:{theme}", "SCORE_OWN"])
            if common:
                is_enough = comparison.tallies[theme][one_of.name].rated >= FEWEST_COMPARED
                assert common[place][name] == (data["themes"][theme][one_of.name]["score"] if is_enough else None)
            tally = comparison.own_tallies[theme][one_of.name]
            lines = (
                [score_text(tally), rated_count_text(tally), band(tally)] if tally.applicable else ["not applicable"]
            )
            assert own[place][name].split("\n") == lines
    overall = total_tallies(comparison.tallies)
    for place, one_of in enumerate(comparison.responses):
        score = overall[one_of.name].score
        assert by_key[one_of.name, "OVERALL", "SCORE_COMMON"]["OBS_VALUE"] == (
            "" if score is None else number_text(score)
        )
        if common:
            is_enough = overall[one_of.name].rated >= FEWEST_COMPARED
            assert common[place]["Overall"] == (score if is_enough else None)


def by_pair(rows: Sequence[dict[str, Any]], pairs: int) -> list[list[dict[str, Any]]]:
    """The rows of each pair; where there is one, its rows have numbers of their own."""
    if pairs == 1:
        assert [row["No."] for row in rows] == list(range(1, len(rows) + 1))
        return [list(rows)]
    return [[row for row in rows if row["Pair"] == number] for number in range(1, pairs + 1)]


def table(sheet: Worksheet, name: str) -> list[dict[str, Any]]:
    return rows_of(sheet, name) if name in sheet.tables else []


def assert_voices(workbook: Workbook, data: dict[str, Any]) -> None:
    sheet, pairs = workbook["Voices"], data["voices"]
    assert bool(sheet.tables) == bool(pairs)
    told, points = table(sheet, "VoicePairs"), by_pair(table(sheet, "Agenda"), len(pairs))
    alike, one_sided = (by_pair(table(sheet, name), len(pairs)) for name in ("Alike", "OneSided"))
    for pair, row, agenda, same, of_one in zip(pairs, told, points, alike, one_sided, strict=True):
        assert row["Common (n)"] == pair["common"]
        assert row["Percent agreement"] == ("–" if pair["agreement"] is None else 100 * pair["agreement"])
        assert row["Krippendorff’s alpha (ordinal)"] == ("–" if pair["alpha"] is None else pair["alpha"])
        assert row["Strongly contested"] == len(pair["strongly_contested"])
        apart = {point["Id"]: point["Difference"] for point in agenda} | {point["Id"]: 0 for point in same}
        assert apart == pair["recommendations"]
        assert [point["Place on the agenda"] for point in agenda] == list(range(1, len(agenda) + 1))
        contested = [*pair["strongly_contested"], *pair["contested"]]
        red_lines = [point["Id"] for point in agenda if point["Red line"]]
        assert sorted(point["Id"] for point in agenda) == sorted(contested)
        assert [point["Id"] for point in agenda][: len(red_lines)] == [item for item in contested if item in red_lines]
        for point in agenda:
            strong = point["Id"] in pair["strongly_contested"]
            assert point["Agreement"] == ("strongly contested" if strong else "contested")
        assert [point["Id"] for point in of_one] == [*pair["first_only"], *pair["second_only"]]
        assert row["Rated by State only"] == len(pair["first_only"])
    assert_differences(sheet, "VoiceDifferences", [each for each in data["differences"] if each["between"] == "voices"])


def assert_rounds(workbook: Workbook, data: dict[str, Any]) -> None:
    sheet, pairs = workbook["Rounds"], data["rounds"]
    assert bool(sheet.tables) == bool(pairs)
    told = table(sheet, "RoundPairs")
    moved, unchanged = (by_pair(table(sheet, name), len(pairs)) for name in ("Movements", "Unchanged"))
    for pair, row, of_pair, same in zip(pairs, told, moved, unchanged, strict=True):
        words = {key: rating_change_word(RatingChange(movement)) for key, movement in pair["movements"].items()}
        assert {point["Id"]: point["Change"] for point in of_pair} | {
            point["Id"]: "Unchanged" for point in same
        } == words
        assert row["Improved"] == list(words.values()).count("Improved")
        for point in of_pair:
            cause = pair["causes"][point["Id"]]
            assert point["Reason given"] == cause_word(cause and Cause(cause))
    assert_differences(sheet, "RoundDifferences", [each for each in data["differences"] if each["between"] == "rounds"])


def assert_differences(sheet: Worksheet, name: str, found: list[dict[str, Any]]) -> None:
    for pair, of_pair in zip(found, by_pair(table(sheet, name), len(found)), strict=True):
        expected = [*pair["themes"].values(), pair["overall"]] if pair["overall"] else []
        for row, each in zip(of_pair, expected, strict=True):
            if row["Common (n)"] < FEWEST_COMPARED:
                assert (row["Difference"], row["How to read it"]) == ("–", "too few to compare")
            else:
                words = "robust" if each["survives"] else "too small to read" if each["points"] else "level"
                assert (row["Difference"], row["How to read it"]) == (each["points"], words)


def assert_left_out(workbook: Workbook, comparison: Comparison, data: dict[str, Any]) -> None:
    sheet = workbook["Summary"]
    numbers = {one_of.name: number for number, one_of in enumerate(comparison.responses, start=1)}
    assert [list(row.values())[0::2] for row in table(sheet, "LeftOut")] == [
        [entry["id"], left_out_word(LeftOutReason(entry["reason"]))] for entry in data["left_out"]
    ]
    assert [row["Because of (No.)"] for row in table(sheet, "LeftOut")] == [
        number_list(numbers[name] for name in entry["responses"]) for entry in data["left_out"]
    ]
    asked = len(data["recommendations"])
    assert value_beside(sheet, "Common recommendations").startswith(f"{len(data['common'])} of {asked} ")


def test_workbook_csv_and_json_have_the_same_figures(workbook: Workbook) -> None:
    assert_same_everywhere(COMPARISON, workbook)


@settings(max_examples=6)
@given(several())
def test_any_comparison_has_the_same_figures_in_workbook_csv_and_json(compared: list[SourcedResponse]) -> None:
    assert_same_everywhere(compare(compared), reopened(*compared))
    # With one respondent a voice there are rounds too.
    respondents: dict[Any, SourcedResponse] = {}
    for each in compared:
        key = (each.response.voice, each.response.round)
        respondents.setdefault(key, replace(each, response=replace(each.response, organisation="", country="XAA")))
    rounds = list(comparable(list(respondents.values())))
    if len(rounds) > 1:
        assert_same_everywhere(compare(rounds), reopened(*rounds))


# What it says


def test_the_summary_leads_with_the_findings(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS
    summary = workbook["Summary"]
    found = comparison_findings(find_comparison_findings(COMPARISON.responses))
    assert [each.title for each in found][:3] == ["Common recommendations", "Gaps that all share", "Red lines"]
    assert texts_of(summary)[2:4] == [f"Comparison of responses to “{GCM10.title}”", "Findings"]
    assert [value_beside(summary, each.title) for each in found] == [each.text for each in found]


def test_the_summary_lists_who_is_compared_in_alphabetical_order(workbook: Workbook) -> None:
    rows = rows_of(workbook["Summary"], "Responses")
    assert [(row["No."], row["Country or area"], row["Voice"], row["Organisation"], row["Round"]) for row in rows] == [
        (1, "Nepal", "State", "Ministry of Labour", "2024 baseline"),
        (2, "Nepal", "State", "Ministry of Labour", "2026 baseline"),
        (3, "Nepal", "State", "Ministry of Labour", "2028 baseline"),
        (4, "Nepal", "Civil society", "anonymous", "2026 baseline"),
        (5, "Switzerland", "Civil society", "–", "2026 baseline"),
    ]
    assert [row["Answered"] for row in rows] == [len(each.response.answers) for each in COMPARISON.responses]
    assert {row["Asked"] for row in rows} == {33}


def test_the_summary_says_that_nothing_is_ranked_and_asks_to_do_no_harm(workbook: Workbook) -> None:
    texts = texts_of(workbook["Summary"])
    assert any("Nobody is ranked." in text for text in texts)
    assert any("never averaged" in text for text in texts)
    assert any("nothing about individual victims" in text for text in texts)


@pytest.fixture(scope="module")
def two_versions() -> Workbook:
    """Two invented places that answered two versions of a catalogue, one of them at length."""
    long = everywhere(ABSENT, NEWER) | {"INV-01": Answer(ABSENT, evidence="What is done. " * 4000)}
    return reopened(one("old", everywhere(ABSENT)), one("new", long, catalogue=NEWER, country="XAB"))


def test_invented_places_are_marked_on_every_sheet_and_real_ones_on_none(
    workbook: Workbook, two_versions: Workbook
) -> None:
    assert all(sheet["A3"].value == "Sample data (invented)" for sheet in two_versions.worksheets)
    mixed = reopened(one("a", everywhere(ABSENT)), one("n", everywhere(ABSENT), country="NPL"))
    assert all(sheet["A3"].value == "Includes sample data (invented)" for sheet in mixed.worksheets)
    assert not any("invented" in text for sheet in workbook for text in texts_of(sheet)[:3])
    # Nobody is both voices here, and nobody answered twice.
    assert any(text.startswith("No responses of State and civil society") for text in texts_of(mixed["Voices"]))
    assert "No respondent answered in two rounds." in texts_of(mixed["Rounds"])
    assert not mixed["Voices"].tables
    assert not mixed["Rounds"].tables
    assert any(text.startswith("None: all responses rate") for text in texts_of(mixed["Summary"]))


def test_the_organisation_of_an_anonymous_response_stands_nowhere_in_the_file() -> None:
    parts = parts_of(content_of_several())
    assert not [name for name, content in parts.items() if b"Network of Shelters" in content]


def test_nothing_in_common_is_said_in_place_of_a_table() -> None:
    workbook = reopened(one("a", {"INV-01": ABSENT}), one("b", {"INV-02": ABSENT}, voice=Voice.CIVIL_SOCIETY))
    assert list(workbook["Themes"].tables) == ["ThemesOwn"]
    assert any(text.startswith("No recommendation is common to all") for text in texts_of(workbook["Themes"]))
    assert "The two have no rated recommendation in common." in texts_of(workbook["Voices"])
    (pair,) = rows_of(workbook["Voices"], "VoicePairs")
    assert (pair["Percent agreement"], pair["Krippendorff’s alpha (ordinal)"]) == ("–", "–")


def test_a_recommendation_that_is_left_out_says_why_in_the_matrix_too(two_versions: Workbook) -> None:
    compared = {row["Id"]: row["Compared"] for row in rows_of(two_versions["Recommendations"], "Recommendations")}
    assert (compared["INV-01"], compared["INV-02"]) == ("Yes", "Worded differently in another version")
    assert compared["INV-06"] == "Not in every version of the catalogue"


def test_evidence_says_how_each_implements_a_recommendation(workbook: Workbook) -> None:
    sheet = workbook["Evidence"]
    rows, links = rows_of(sheet, "Evidence"), cells_of(sheet, "Evidence", "Link")
    assert len(rows) == 5 * 33
    for place, (row, link) in enumerate(zip(rows, links, strict=True)):
        said = COMPARISON.responses[place % 5].response.answer(row["Id"])
        assert (row["Evidence"] or "", row["Source"] or "") == (said.evidence, said.evidence_url)
        assert (row["Law or policy"] or "") == said.law_reference
        assert (link.hyperlink.target if link.hyperlink else "") == said.evidence_url
    assert {row["Organisation"] for row in rows if row["No."] == 4} == {"anonymous"}


def test_a_long_text_of_several_is_told_by_recommendation_and_number(two_versions: Workbook) -> None:
    assert two_versions.sheetnames == [*SHEETS, "Long texts"]
    assert {row["Id"] for row in rows_of(two_versions["Long texts"], "LongTexts")} == {"INV-01, 2"}


def test_each_gap_of_the_earlier_round_has_the_status_of_its_plan_beside_its_movement() -> None:
    first, second, third = (item.id for item in HARBOURS.recommendations[:3])
    earlier, later = (
        a_response(
            HARBOURS,
            {first: rating, second: PARTIAL, third: IMPLEMENTED},
            round=Round(str(year), dt.date(year, 1, 1)),
        )
        for year, rating in ((2024, ABSENT), (2026, PARTIAL))
    )

    def movements(follow_ups: dict[str, FollowUp]) -> dict[str, dict[str, Any]]:
        sheet = reopened(
            SourcedResponse("earlier", HARBOURS, earlier, follow_ups), SourcedResponse("later", HARBOURS, later)
        )["Rounds"]
        # Two rounds have no line.
        assert list(sheet.tables) == ["RoundPairs", "RoundDifferences", "Movements", "Unchanged"]
        return {row["Id"]: row for name in ("Movements", "Unchanged") for row in rows_of(sheet, name)}

    rows = movements({first: FollowUp(FollowUpStatus.DONE)})
    assert [rows[item]["What came of it"] for item in (first, second, third)] == ["Done", "Not started", None]
    assert rows[first]["Change"] == "Improved"
    # Where nobody kept a plan there is no column.
    assert "What came of it" not in movements({})[first]


# Differences


def two_voices() -> tuple[SourcedResponse, SourcedResponse]:
    """In one theme apart whatever the method; in one only where a partial is worth another share than 1/2; in one
    level."""
    catalogue = a_catalogue(themes={"harbour": 3, "market": 4, "quay": 2})
    ministry = {"INV-01": IMPLEMENTED, "INV-02": IMPLEMENTED, "INV-03": ABSENT, "INV-07": ABSENT}
    ministry |= dict.fromkeys(["INV-04", "INV-05", "INV-06"], PARTIAL) | {"INV-08": IMPLEMENTED, "INV-09": ABSENT}
    shelter = dict.fromkeys(catalogue.by_id, ABSENT) | {"INV-04": IMPLEMENTED, "INV-09": IMPLEMENTED}
    return one("state", ministry, catalogue=catalogue), one(
        "society", shelter, catalogue=catalogue, voice=Voice.CIVIL_SOCIETY
    )


def test_what_does_not_survive_every_variant_is_pale_and_says_so() -> None:
    sheet = reopened(*two_voices())["Voices"]
    harbour, market, quay, _overall = rows_of(sheet, "VoiceDifferences")
    assert (harbour["Difference"], harbour["How to read it"]) == (200 / 3, "robust")
    assert (market["Difference"], market["How to read it"]) == (12.5, "too small to read")
    assert (quay["Difference"], quay["How to read it"]) == (0, "level")
    cells = cells_of(sheet, "VoiceDifferences", "Difference")
    assert [cell.font.italic for cell in cells][:2] == [False, True]
    assert cells[0].font.color.rgb != cells[1].font.color.rgb
    names = [cell.font.italic for cell in cells_of(sheet, "VoiceDifferences", "Theme")]
    assert names[:2] == [False, True]
    # Signed for people, whole for programs.
    assert cells[0].number_format == '+0;"−"0;0'
    assert cells_of(sheet, "Agenda", "Difference")[0].number_format == '+0.0;"−"0.0;0.0'


# Charts


def descriptions(content: bytes) -> list[str]:
    """The words that say what each chart shows."""
    return [
        words
        for name, part in sorted(parts_of(content).items())
        if name.startswith("xl/drawings/drawing")
        for words in re.findall(r'descr="([^"]+)"', part.decode())
    ]


def test_the_first_sheet_shows_the_themes_of_several_in_columns_the_higher_the_darker(workbook: Workbook) -> None:
    sheet = workbook.worksheets[0]
    rows, scored = rows_of(sheet, "ThemePicture"), theme_scores(COMPARISON)
    assert list(rows[0])[:3] == ["Theme", "Common (n)", "1. Nepal · State · 2024 baseline"]
    for row, theme in zip(rows, scored, strict=True):
        assert row["Theme"].startswith(theme.name)
        assert list(row.values())[1:] == [theme.common, *("–" if score is None else score for score in theme.scores)]
    (area,) = sheet.conditional_formatting
    fills = [rule.dxf.fill.bgColor.rgb[2:].lower() for rule in area.rules]
    assert fills == [look.fill[1:] for look in reversed(SCORE_STYLES)]
    assert not sheet._charts  # type: ignore[attr-defined]
    assert not workbook["Themes"]._charts  # type: ignore[attr-defined]


def test_the_first_sheet_joins_the_two_scores_of_a_theme_where_they_are_compared() -> None:
    compared = compare(two_voices())
    sheet = load_workbook(io.BytesIO(comparison_report(compared, written=WRITTEN))).worksheets[0]
    apart = theme_differences(score_differences(*compared.responses))
    for row, expected in zip(rows_of(sheet, "ThemePicture"), apart, strict=True):
        scale = next(cells for cells in sheet.iter_rows() if cells[0].value == row["Theme"])[-20:]
        marks = {cell.value: place for place, cell in enumerate(scale) if cell.value is not None}
        one_score, other_score = (min(int((score or 0) / 5), 19) for score in expected.scores)
        level = one_score == other_score
        assert marks == ({"=": one_score} if level else {"1": one_score, "2": other_score})
        between = scale[min(one_score, other_score) + 1 : max(one_score, other_score)]
        assert {cell.fill.fgColor.rgb for cell in between} <= {f"FF{BAND.fill[1:].upper()}"}
        assert (row["Common (n)"], row["Difference"]) == (expected.common, expected.points)


def test_many_responses_have_a_chart_of_their_spread_voice_by_voice(crowd: Workbook) -> None:
    sheet = crowd["Themes"]
    (chart,) = sheet._charts  # type: ignore[attr-defined]
    assert chart.grouping == "stacked"
    rows = rows_of(sheet, "Spread_state")
    assert "Spread_civil_society" not in sheet.tables
    assert [row["Theme"] for row in rows] == ["Harbour", "Market", "Overall"]
    alone = f"{country_codes()[1]}.json"
    scores = [tally.score for name, tally in compare(many()).tallies["market"].items() if name != alone]
    classes = [sum(score is not None and begin <= score < end for score in scores) for begin, end in
               [(0, 20), (20, 40), (40, 60), (60, 80), (80, 101)]]  # fmt: skip
    assert list(rows[1].values())[4:] == classes
    assert rows[1]["Responses"] == 29


def test_the_line_of_more_than_two_rounds_has_its_chart(workbook: Workbook) -> None:
    sheet = workbook["Rounds"]
    (chart,) = sheet._charts  # type: ignore[attr-defined]
    rows = rows_of(sheet, "RoundLine1")
    rounds = ["1. 2024 baseline", "2. 2026 baseline", "3. 2028 baseline"]
    assert list(rows[0])[3:] == rounds
    assert len(chart.series) == len(rows)
    # The overall is the strongest line, and stands last in the table.
    assert rows[-1]["Theme"] == "Overall"
    _title, cells = chart.series[0].val.numRef.f.rsplit("!", 1)
    assert [cell.value for cell in sheet[cells.replace("$", "")][0]] == [rows[-1][each] for each in rounds]
    marks = {(series.marker.symbol, series.graphicalProperties.ln.prstDash) for series in chart.series}
    assert len(marks) == len(rows)


def test_pale_letters_can_be_read() -> None:
    assert contrast(PALE, BACKGROUND_COLOUR) >= 4.5


# Its form


def test_hostile_text_comes_back_as_text() -> None:
    texts = (*HOSTILE, "x" * 500, "a\x00\x07\x1b")
    # Each names an organisation, by another voice and in a later round too.
    compared = [
        one(f"{number}{voice}{later}", ratings, organisation=text, label=f"{text}{later}", voice=voice)
        for number, text in enumerate(texts)
        for ratings in [everywhere(PARTIAL) | {"INV-01": Answer(ABSENT, evidence=text, law_reference=text)}]
        for voice, later in ((Voice.STATE, ""), (Voice.CIVIL_SOCIETY, ""), (Voice.STATE, " later"))
    ]
    workbook = assert_sound(comparison_report(compare(compared), written=WRITTEN))
    cells = {cell.value: cell for cell in cells_of(workbook["Evidence"], "Evidence", "Evidence")}
    organisations = {row["ORGANISATION"] for row in rows_of(workbook["Data"], "Data")}
    for text in texts:
        cell = cells[as_openpyxl_reads(text)]
        assert cell.data_type == "s", text
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "'")), text
        assert as_openpyxl_reads(text) in organisations, text


def test_headers_of_responses_differ_even_where_everything_but_the_organisation_is_the_same() -> None:
    alike = [one(name, everywhere(ABSENT), organisation=name, label="2026") for name in ("a", "b", "c")]
    header = list(rows_of(reopened(*alike)["Recommendations"], "Recommendations")[0])
    assert header[-3:] == [f"{number}. Alvenia (invented) · State · 2026" for number in (1, 2, 3)]


def is_one_wide(sheet: Worksheet) -> bool:
    properties = sheet.sheet_properties.pageSetUpPr
    return properties is not None and bool(properties.fitToPage)


def test_a_theme_may_be_called_like_another_column() -> None:
    catalogue = a_catalogue(themes={"voice": 1, "overall": 2})
    compared = [
        one(country, everywhere(ABSENT, catalogue), catalogue=catalogue, country=country) for country in ("XAA", "XAB")
    ]
    workbook = assert_sound(comparison_report(compare(compared), written=WRITTEN))
    header = list(rows_of(workbook["Themes"], "ThemesOwn")[0])
    assert header[5:] == ["Voice (voice)", "Overall (overall)", "Overall"]


def test_every_sheet_prints_across_with_its_name_and_page_number(workbook: Workbook, crowd: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert (sheet["A1"].value, sheet["A2"].value) == (sheet.title, "5 responses · Nepal, Switzerland")
        assert sheet.page_setup.orientation == "landscape"
        assert "5 responses · Nepal, Switzerland" in foot_of(sheet).left.text
        assert "&P" in foot_of(sheet).right.text
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert not sheet.sheet_view.showGridLines
        assert is_one_wide(sheet)
        assert pages_wide_and_high(sheet) == (1, 0)
    # A matrix of many is several pages wide, with its titles on each.
    matrix = crowd["Recommendations"]
    assert not is_one_wide(matrix)
    assert matrix.page_setup.paperSize == 8
    assert (matrix.print_title_rows, matrix.print_title_cols) == ("$5:$5", "$A:$B")
    assert matrix.freeze_panes == "C6"


def test_no_letter_is_printed_smaller_than_seven_and_a_half_points(workbook: Workbook, crowd: Workbook) -> None:
    for compared in (workbook, crowd):
        for title in SHEETS[:-1]:
            sheet = compared[title]
            room = (1190.6 if sheet.page_setup.paperSize == 8 else 841.9) - 144 * sheet.page_margins.left
            scale = min(1, room / printed_width(sheet)) if is_one_wide(sheet) else 1
            smallest = min(cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None)
            assert scale * smallest >= 7.5, title


def test_the_document_says_what_it_is(workbook: Workbook) -> None:
    properties = workbook.properties
    assert properties.title == "Comparison: 5 responses · Nepal, Switzerland"
    assert (properties.subject, properties.creator) == (GCM10.title, "Policy gap assessment")
    assert properties.created == WRITTEN.replace(tzinfo=None)


def test_ratings_bear_the_fill_of_their_rating_wherever_they_stand(workbook: Workbook) -> None:
    for title, name, headers in [
        ("Recommendations", "Recommendations", ["5. Switzerland · Civil society · 2026 baseline"]),
        ("Voices", "Agenda", ["State", "Civil society"]),
        ("Rounds", "Movements", ["Earlier round", "Later round"]),
        ("Evidence", "Evidence", ["Rating"]),
    ]:
        areas = workbook[title].conditional_formatting
        filled = [bounds(cells) for area in areas for cells in str(area.sqref).split()]
        for header in headers:
            for cell in cells_of(workbook[title], name, header):
                assert any(
                    left <= cell.column <= right and top <= cell.row <= bottom for left, top, right, bottom in filled
                ), (title, header)


def test_the_dictionary_stands_below_the_data(workbook: Workbook) -> None:
    sheet = workbook["Data"]
    rows = rows_of(sheet, "Data")
    assert [row["Column"] for row in rows_of(sheet, "Dictionary")] == list(rows[0])
    assert any(f"{len(rows)} rows below" in text for text in texts_of(sheet)[:6])


def test_a_comparison_with_a_threshold_of_its_own_says_a_score_where_it_is_reached() -> None:
    pair = one("a", {"INV-01": ABSENT}), one("b", everywhere(ABSENT), country="XAB")
    lenient = reopened(*pair, threshold=0.2)["Themes"]
    assert rows_of(lenient, "ThemesOwn")[0]["Harbour"].startswith("0\N{NO-BREAK SPACE}%\n")


def test_the_same_comparison_gives_the_same_file() -> None:
    one_file, other = (comparison_report(compare(many()[:3]), written=WRITTEN) for _time in range(2))
    assert one_file == other


def test_numbers_are_listed_in_spans() -> None:
    assert [number_list(numbers) for numbers in ([1], [3, 1, 2, 7], [], [5, 6])] == ["1", "1–3, 7", "", "5–6"]
