"""The page “Compare” says what the domain says of a comparison, its voices and its rounds, and ranks nobody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import hand_over, save_follow_ups
from assessment.access.gate import Gate, NotAllowed
from assessment.config import settings
from assessment.domain.answer import Answer, Rating, RatingChange
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.compare import Comparison, compare, score_differences, total_tallies
from assessment.domain.comparison.findings import find_comparison_findings
from assessment.domain.comparison.ordering import sort_responses
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.comparison.rounds import round_lines, round_pairs
from assessment.domain.comparison.voices import voice_pairs
from assessment.domain.countries import country_codes, country_name
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Response, Round, Voice
from assessment.domain.scoring import Tally
from assessment.domain.sourced import SourcedResponse
from assessment.labels.codes import cause_word, rating_change_word, rating_label, rating_word
from assessment.labels.findings import comparison_findings
from assessment.labels.formatting import (
    band,
    coefficient,
    percent,
    response_name,
    score_text,
    signed_points,
    signed_value,
)
from assessment.records.errors import AssessmentUnknown
from assessment.reports.table_csv import tidy_csv
from assessment.storage.opening import open_storage
from assessment.ui.compare.downloads import MOST_IN_WORKBOOK, write_export
from assessment.ui.compare.voices import alpha_words
from assessment.ui.session import state
from assessment.ui.widgets.figure import View
from assessment.ui.workshops.plan import PAIR
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, as_role, store_response
from tests.support.pages import OpenPage, Tables, words
from tests.support.stored_comparison import keep
from tests.support.visits import SharedServer
from tests.support.workbooks import value_beside

THRESHOLD = 2 / 3
ABSENT, PARTIAL, IMPLEMENTED, DONT_KNOW = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED, Rating.DONT_KNOW
THEMES = "Scores by country or area and theme"
RATINGS = "Ratings by recommendation and country or area"

Keep = Callable[..., list[str]]


class Matrix(HTMLParser):
    """A matrix of a page: its rows as cells, and each cell as its words one after the other, without bare marks;
    `counted` says how many of how many responses are compared."""

    def __init__(self, app: AppTest, caption: str) -> None:
        super().__init__()
        self.rows: list[list[list[str]]] = []
        self._hidden = False
        (html,) = [html.value for html in app.html if f"<caption>{caption}: " in html.value]
        head, rows = html.split("</caption>")
        self.counted = head.split(": ")[-1]
        self.feed(rows)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append([])
        self._hidden = dict(attrs).get("aria-hidden") == "true"

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden and self.rows and self.rows[-1]:
            self.rows[-1][-1].append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own parameter
        self._hidden = False

    def column(self, head: str) -> int:
        return next(place for place, cell in enumerate(self.rows[0]) if cell[0] == head)

    def row(self, *head: str) -> list[list[str]]:
        (found,) = [row for row in self.rows if row[0] == list(head)]
        return found


@pytest.fixture
def keep_all(open_page: OpenPage) -> Keep:
    """Keeps responses before the page is opened; gives their ids."""

    def keep_all(catalogue: Catalogue, *responses: Response, sample: bool = False) -> list[str]:
        with open_storage(settings().database_url) as repository:
            return [
                store_response(as_admin(repository, "a test"), catalogue, each, sample=sample) for each in responses
            ]

    return keep_all


@pytest.fixture
def world(open_page: OpenPage) -> list[SourcedResponse]:
    """Five countries, two of them with a coalition and an earlier round."""
    with open_storage(settings().database_url) as repository:
        return keep(repository, CITY, 5)


def latest(world: Sequence[SourcedResponse]) -> Comparison:
    return compare([one for one in world if one.response.round.label.startswith("2026")])


def said(catalogue: Catalogue, *ratings: Rating | None) -> dict[str, Rating]:
    return {item: rating for item, rating in zip(catalogue.by_id, ratings, strict=False) if rating is not None}


TOWN = a_catalogue(themes={"harbour": 3, "market": 2})
CITY = a_catalogue(catalogue_id="city", themes={"harbour": 5, "market": 4, "bridge": 3})


def of(country: str, *ratings: Rating | None, voice: Voice = Voice.STATE, **identity: object) -> Response:
    return a_response(TOWN, said(TOWN, *ratings), country=country, voice=voice, **identity)


# Choosing


def test_where_too_few_are_left_the_page_says_what_to_do(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, of("NPL", ABSENT))
    app = open_page("compare/page.py")
    assert "A comparison needs two responses." in app.info[0].value
    assert not app.html[1:]
    keep_all(TOWN, of("CHE"))
    app.run()
    assert "Choose more countries, voices or rounds" in app.info[0].value
    assert "• Switzerland · State: It has no ratings." in words(app)
    assert not app.header[1:]


def test_the_latest_round_of_all_is_compared_until_a_voice_is_chosen(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    app = open_page("compare/page.py")
    assert "**7 of 7** responses compared, from **5 countries or areas**" in words(app)
    assert len(Matrix(app, THEMES).rows) == 1 + len(latest(world).responses)
    app.button_group(key="choice-voices").set_value([Voice.STATE]).run()
    countries = [row[0] for row in Matrix(app, THEMES).rows[1:]]
    assert countries == [[country_name(code)] for code in dict.fromkeys(one.response.country for one in world)]
    assert app.query_params["voices"] == "state"


def test_the_address_leads_back_to_the_choice(open_page: OpenPage, world: list[SourcedResponse]) -> None:
    app = open_page("compare/page.py", countries="AFG DZA nowhere", voices="state", rounds="all")
    assert "**4 of 4** responses compared, from **2 countries or areas**" in words(app)
    assert app.multiselect(key="choice-countries").value == ["AFG", "DZA"]
    assert app.expander[0].label == "Choose countries or areas, voices and rounds (3 set)"
    app = open_page("compare/page.py", rounds="=2024 baseline")
    assert "**2 of 2** responses compared" in words(app)


def test_of_a_single_respondent_the_rounds_are_compared(open_page: OpenPage, keep_all: Keep) -> None:
    rounds = [Round(f"Round {n}", dt.date(2020 + n, 1, 1)) for n in (1, 2)]
    keep_all(TOWN, *(of("NPL", PARTIAL, round=each) for each in rounds))
    assert "**2 of 2** responses compared" in words(open_page("compare/page.py"))


def test_responses_to_another_questionnaire_are_told_and_can_be_chosen(open_page: OpenPage, keep_all: Keep) -> None:
    other = a_catalogue(catalogue_id="other")
    keep_all(TOWN, of("NPL", ABSENT), of("CHE", ABSENT), of("AUT", ABSENT))
    keep_all(other, a_response(other, said(other, PARTIAL), country="FRA"), a_response(other, said(other, PARTIAL)))
    app = open_page("compare/page.py")
    assert "another questionnaire, not comparable with these: 2." in words(app)
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == ["Austria", "Nepal", "Switzerland"]
    app.selectbox(key="choice-compared-catalogue").set_value("other").run()
    assert "another questionnaire, not comparable with these: 3." in words(app)


def test_empty_drafts_never_stop_a_comparison_nor_take_the_place_of_the_round_before(
    open_page: OpenPage, keep_all: Keep
) -> None:
    rated = of("NPL", ABSENT, round=Round("2026", dt.date(2026, 1, 1)))
    draft = of("NPL", round=Round("2027", dt.date(2027, 1, 1)))
    keep_all(TOWN, rated, of("CHE", ABSENT), of("AUT"), of("FRA", DONT_KNOW), draft)
    app = open_page("compare/page.py")
    assert "**2 of 5** responses compared, from **2 countries or areas**" in words(app)
    assert "Left out: Austria · State; France · State; Nepal · State · 2027" in [text.value for text in app.text]
    assert "3 responses are left out" in [box.label for box in app.expander]
    assert "• Austria · State: It has no ratings." in words(app)
    assert Matrix(app, THEMES).counted == "2 of 5 responses"
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == ["Nepal", "Switzerland"]


def test_an_undated_twin_is_left_out_and_can_be_compared_instead(open_page: OpenPage, keep_all: Keep) -> None:
    dated = of("NPL", IMPLEMENTED, round=Round("2026", dt.date(2026, 3, 1)))
    _dated, undated, _other = keep_all(TOWN, dated, of("NPL", ABSENT, round=Round("2026")), of("CHE", PARTIAL))
    app = open_page("compare/page.py")
    assert "**2 of 3** responses compared" in words(app)
    assert "is of the same respondent and round, and is compared instead." in words(app)
    matrix = Matrix(app, THEMES)
    assert theme_cell(matrix, matrix.row("Nepal"), "Overall")[0] == "100\xa0%"
    (choice,) = [box for box in app.selectbox if (box.key or "").startswith("choice-twin-")]
    assert choice.options == ["1 March 2026 · In progress · 1 rated", "no date · In progress · 1 rated"]
    choice.set_value(undated).run()
    matrix = Matrix(app, THEMES)
    assert theme_cell(matrix, matrix.row("Nepal"), "Overall")[0] == "0\xa0%"
    assert app.query_params["twins"] == undated


def test_sample_data_is_marked_and_not_mixed_with_other_data_unasked(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, of("XAA", ABSENT), of("XAB", PARTIAL), sample=True)
    app = open_page("compare/page.py")
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == ["Alvenia (invented)", "Boruna (invented)"]
    assert any("invented" in warning.value for warning in app.warning)
    keep_all(TOWN, of("NPL", ABSENT), of("CHE", ABSENT))
    app.run()
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == ["Nepal", "Switzerland"]
    assert not app.warning
    app.checkbox(key="choice-samples").check().run()
    assert len(Matrix(app, THEMES).rows) == 1 + 4


# Findings


def test_the_page_leads_with_the_findings_of_the_comparison(open_page: OpenPage, world: list[SourcedResponse]) -> None:
    app = open_page("compare/page.py")
    (shown,) = [text.value for text in app.markdown if "Gaps that all share" in text.value]
    everything = comparison_findings(find_comparison_findings(sort_responses(world)))
    found = comparison_findings(find_comparison_findings(latest(world).responses))
    # The round before is looked up, though only the latest are compared.
    expected = [*found, *(each for each in everything if each.title == "Since the round before")]
    assert [line.split(":**")[0].removeprefix("- **") for line in shown.splitlines()] == [
        each.title for each in expected
    ]
    for line, each in zip(shown.splitlines(), expected, strict=True):
        assert each.text in unescape(line)
    assert app.header[0].value == "Findings"


def test_a_response_that_rates_little_is_named_and_left_out_on_a_click(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, of("NPL", *[ABSENT] * 5), of("CHE", *[PARTIAL] * 5), of("AUT", PARTIAL))
    app = open_page("compare/page.py")
    assert "One response rates little. Common recommendations without it: 5 instead of 1." in words(app)
    assert "Austria · State" in [text.value for text in app.text]
    app.button(key="leave-out-sparse").click().run()
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == ["Nepal", "Switzerland"]
    assert "**2 of 3** responses compared" in words(app)
    assert "Left out: Austria · State" in [text.value for text in app.text]
    app.button(key="compare-all").click().run()
    assert len(Matrix(app, THEMES).rows) == 1 + 3


# By theme


def theme_cell(matrix: Matrix, row: list[list[str]], theme: str) -> list[str]:
    return row[matrix.column(theme)]


def expected_cell(tally: Tally) -> list[str]:
    return [score_text(tally, THRESHOLD), f"{tally.rated} of {tally.applicable} · {band(tally)}"]


def test_every_score_is_that_of_the_comparison_on_what_is_common_and_on_what_each_was_asked(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    expected = latest(world)
    for basis, overall, tallies in (
        ("common", total_tallies(expected.tallies), expected.tallies),
        ("own", total_tallies(expected.own_tallies), expected.own_tallies),
    ):
        app = open_page("compare/page.py", basis=basis)
        assert f"in the same words: **{len(expected.common.items)}** of **12**." in words(app)
        assert ("Read along the rows" in words(app)) is (basis == "own")
        matrix = Matrix(app, THEMES)
        for one, row in zip(expected.responses, matrix.rows[1:], strict=True):
            assert row[0][0] == country_name(one.response.country)
            assert theme_cell(matrix, row, "Overall") == expected_cell(overall[one.name]), basis
            for theme in expected.themes:
                assert theme_cell(matrix, row, theme.name) == expected_cell(tallies[theme.id][one.name]), basis


def test_where_nothing_is_common_the_page_offers_the_other_basis(open_page: OpenPage, keep_all: Keep) -> None:
    none_such = Answer(Rating.NOT_APPLICABLE, reason="None.")
    inland: dict[str, Answer | Rating] = {**said(TOWN, *[PARTIAL] * 3), "INV-04": none_such, "INV-05": none_such}
    keep_all(TOWN, of("NPL", ABSENT), of("CHE", None, ABSENT, PARTIAL, PARTIAL, ABSENT))
    keep_all(TOWN, a_response(TOWN, inland, country="AUT"))
    app = open_page("compare/page.py")
    assert "No recommendation is common to all." in words(app)
    app.button(key="show-own").click().run()
    matrix = Matrix(app, THEMES)
    assert theme_cell(matrix, matrix.row("Nepal"), "Harbour") == ["insufficient data", "1 of 3 · 0–67\xa0%"]
    assert theme_cell(matrix, matrix.row("Switzerland"), "Market") == ["25\xa0%", "2 of 2 · 25–25\xa0%"]
    assert theme_cell(matrix, matrix.row("Austria"), "Market") == ["not applicable"]


def test_many_countries_stand_in_alphabetical_order_fifty_at_a_time_and_are_found_by_name(
    open_page: OpenPage, keep_all: Keep
) -> None:
    codes = country_codes()[:60]
    keep_all(TOWN, *(of(code, ABSENT if number % 2 else IMPLEMENTED) for number, code in enumerate(reversed(codes))))
    app = open_page("compare/page.py")
    names = [country_name(code) for code in codes]
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == names[:50]
    app.pagination[0].set_value(2).run()
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == names[50:]
    assert app.query_params["lines"] == "2"
    app.text_input(key="choice-country").set_value("aland").run()
    assert [row[0][0] for row in Matrix(app, THEMES).rows[1:]] == ["Åland Islands"]
    app.text_input(key="choice-country").set_value("Atlantis").run()
    assert "with this name" in app.info[0].value


def test_a_theme_is_that_of_the_newest_version_on_every_part_of_the_matrix(open_page: OpenPage, keep_all: Keep) -> None:
    newer = a_catalogue(version="1.10", themes={"harbour": 3, "market": 2}, items={"INV-03": {"theme": "market"}})
    *first, last = country_codes()[:52]
    given = [IMPLEMENTED, IMPLEMENTED, ABSENT, IMPLEMENTED, IMPLEMENTED]
    keep_all(TOWN, *(of(code, *given) for code in first))
    keep_all(newer, a_response(newer, said(newer, *given), country=last))
    matrix = Matrix(open_page("compare/page.py"), THEMES)
    row = matrix.row("Afghanistan")
    assert theme_cell(matrix, row, "Harbour") == ["100\xa0%", "2 of 2 · 100–100\xa0%"]
    assert theme_cell(matrix, row, "Market") == ["67\xa0%", "3 of 3 · 67–67\xa0%"]


def test_responses_that_would_be_called_the_same_get_a_number(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, *(of("NPL", PARTIAL, organisation=name) for name in ("One", "Two")), of("CHE", PARTIAL))
    app = open_page("compare/page.py")
    assert [row[0] for row in Matrix(app, THEMES).rows[1:]] == [
        ["Nepal", "no. 1"],
        ["Nepal", "no. 2"],
        ["Switzerland", "no. 3"],
    ]
    assert "Nepal, no. 2: Nepal · State · Two" in words(app)


# By recommendation


def test_every_rating_is_that_of_the_comparison_and_implementers_are_counted(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    matrix, expected = Matrix(open_page("compare/page.py", side="recommendations"), RATINGS), latest(world)
    assert [cell[0] for cell in matrix.rows[0][2:]] == [
        country_name(one.response.country) for one in expected.responses
    ]
    rated = RatedResponses.of(expected.responses)
    assert [row[0][0] for row in matrix.rows if len(row) == 1] == [theme.name for theme in expected.themes]
    for item in expected.recommendations:
        (row,) = [row for row in matrix.rows if item.id in row[0][-1].split()[0].split("\xa0")[0]]
        distribution = rated.distribution(item)
        assert row[1] == [
            f"{distribution.implemented} of 7",
            f"{distribution.partial} partial, {distribution.absent} absent",
        ]
        assert [cell[0] for cell in row[2:]] == [rating_word(one.rating(item.id)) for one in expected.responses]


def test_a_recommendation_of_another_version_is_marked(open_page: OpenPage, keep_all: Keep) -> None:
    newer = a_catalogue(
        version="1.10", themes={"harbour": 3, "market": 3}, items={"INV-02": {"text": "Do number 2 at night too."}}
    )
    keep_all(TOWN, of("NPL", *[PARTIAL] * 5))
    keep_all(newer, a_response(newer, said(newer, *[ABSENT] * 6), country="CHE"))
    app = open_page("compare/page.py", side="recommendations")
    matrix = Matrix(app, RATINGS)
    assert matrix.row("Title 2", "INV-02") == [
        ["Title 2", "INV-02"],
        ["0 of 1", "0 partial, 1 absent"],
        ["Partial, asked in other words"],
        ["Absent"],
    ]
    assert matrix.row("Title 6", "INV-06")[2] == ["not asked"]
    assert "Asterisk" in words(app)


def test_a_recommendation_is_read_with_what_each_says(open_page: OpenPage, world: list[SourcedResponse]) -> None:
    app = open_page("compare/page.py", side="recommendations")
    app.selectbox(key="choice-recommendation").set_value("INV-03").run()
    assert app.query_params["recommendation"] == "INV-03"
    expected = latest(world)
    item = next(item for item in expected.recommendations if item.id == "INV-03")
    assert item.text in words(app)
    assert f'<a href="{item.source.url}"' in words(app)
    names = [text.value for text in app.text if text.value in {response_name(one.response) for one in world}]
    assert names == [response_name(one.response) for one in expected.responses]
    rating = expected.responses[0].rating("INV-03")
    assert rating is not None
    app.button_group(key="choice-ratings").set_value([rating.value]).run()
    names = [text.value for text in app.text if text.value in {response_name(one.response) for one in world}]
    assert names == [response_name(one.response) for one in expected.responses if one.rating("INV-03") is rating]
    app.button(key="close-recommendation").click().run()
    assert Matrix(app, RATINGS).rows


# Voices


def test_two_voices_are_held_against_each_other_as_voices_does(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (pair, *_others) = voice_pairs(latest(world).responses)
    app = open_page("compare/page.py", side="voices", voices="state")
    tables, common = Tables(app), len(pair.common)
    assert f"Both rate **{common}** of **12** recommendations" in words(app)
    (counts,) = tables.rows["How far the two agree"][1:]
    assert pair.agreement is not None
    assert counts[1:] == [
        *map(str, (common, len(pair.strongly_contested), len(pair.contested), len(pair.alike))),
        percent(100 * pair.agreement),
        coefficient(pair.alpha),
        *map(str, (len(pair.first_only), len(pair.second_only))),
    ]
    assert f"alpha: {coefficient(pair.alpha)}" in words(app)
    assert alpha_words(pair.alpha) in words(app)
    shown = tables.rows["Agenda for a joint meeting"][1:]
    assert [(row[0].split()[0], *row[4:]) for row in shown] == [
        (
            entry.recommendation.id,
            signed_value(entry.difference or 0),
            "strongly contested" if entry.is_strong else "contested",
            str(number),
        )
        for number, entry in enumerate(pair.agenda, start=1)
    ]
    for title, rated in (
        ("Rated by one side only", (*pair.first_only, *pair.second_only)),
        ("Rated the same", pair.alike),
    ):
        ids = [row[0].split()[0] for row in tables.rows.get(title, [[]])[1:]]
        assert ids == [each.recommendation.id for each in rated]
    first = pair.agenda[0].recommendation
    app.selectbox(key="choice-pair-item").set_value(first.id).run()
    assert first.text[:40] in words(app)
    assert any("Act 12, section 3" in text.value for text in app.text)


def test_where_no_two_voices_or_rounds_meet_the_page_says_so(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, of("NPL", PARTIAL), of("CHE", PARTIAL, voice=Voice.CIVIL_SOCIETY))
    app = open_page("compare/page.py", side="voices")
    assert "No chosen country has two voices in the same round" in app.info[0].value
    assert "has answered in two rounds" in open_page("compare/page.py", side="rounds").info[0].value
    keep_all(TOWN, of("NPL", ABSENT, voice=Voice.NATIONAL_HUMAN_RIGHTS_INSTITUTION))
    app = open_page("compare/page.py", side="voices")
    assert "State minus National human rights institution" in words(app)


def test_differences_by_theme_say_whether_they_stand_and_are_drawn_pale_where_not(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (pair, *_others) = voice_pairs(latest(world).responses)
    found = score_differences(pair.second, pair.first)
    app = open_page("compare/page.py", side="voices", figures="table")
    assert "Difference: State minus Civil society" in words(app)
    rows = {row[0]: row for row in Tables(app).rows["Differences by theme"][1:]}
    for theme, difference in found.by_theme.items():
        assert difference is not None
        row = rows[CITY.theme_by_id[theme].name]
        assert row[2:4] == [percent(difference.first.score), percent(difference.second.score)]
        assert row[4] == signed_points(difference.points)
        assert ("within one answer" in row[6]) == difference.within_one_answer
        assert ("does not hold" in row[6]) == (not difference.is_robust and difference.points != 0)
    html = next(html.value for html in app.html if "<caption>Differences by theme" in html.value)
    assert html.count('class="pale"') == sum(not each.is_robust for each in found.by_theme.values() if each) + (
        not found.overall.is_robust if found.overall else 0
    )


def test_what_two_voices_rate_differently_becomes_the_plan_of_a_workshop(
    catalogue_folder: Path, open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (catalogue_folder / "gcm-10.yaml").unlink()
    (catalogue_folder / "city.yaml").write_text(CITY.content, encoding="utf-8")
    (pair, *_others) = voice_pairs(latest(world).responses)
    app = open_page("compare/page.py", side="voices")
    app.button(key="workshop-on-contested").click().run()
    assert not app.exception
    assert app.title[0].value == "Workshops"
    assert app.radio(key="new-workshop-choice").value == "contested"
    assert app.selectbox(key=PAIR).value == f"{pair.first.name} {pair.second.name}"
    assert f"{len(pair.agenda)} recommendations are voted on." in words(app)


def test_a_reader_is_offered_no_workshop(
    open_page: OpenPage, shared_server: SharedServer, world: list[SourcedResponse]
) -> None:
    for each in world:
        hand_over(shared_server.access, each.name, "Ministry")
    shared_server.come(Role.READER, Scope("Ministry"))
    app = open_page("compare/page.py", side="voices")
    assert app.subheader
    assert "workshop-on-contested" not in [button.key for button in app.button]


def test_another_country_can_be_chosen_and_the_address_leads_back_to_the_pair(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (_first, second, *_others) = voice_pairs(latest(world).responses)
    names = f"{second.first.name} {second.second.name}"
    app = open_page("compare/page.py", side="voices")
    app.selectbox(key="choice-pair-country").set_value(names).run()
    assert app.query_params["pair"] == names
    app = open_page("compare/page.py", side="voices", pair=names)
    assert f"Both rate **{len(second.common)}**" in words(app)
    assert response_name(second.first.response) in words(app)


# Rounds


def test_two_rounds_are_held_against_each_other_as_rounds_does(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    pair = round_pairs(world)[0]
    app = open_page("compare/page.py", side="rounds")
    tables = Tables(app).rows
    heads, counts = tables["Number of changes"]
    assert counts[0] == "Round\xa01, then Round\xa02"
    assert dict(zip(heads[1:], counts[1:], strict=True)) == {
        **{rating_change_word(change): str(list(pair.movements.values()).count(change)) for change in RatingChange},
        "Worded differently": str(len(pair.left_out)),
    }
    rows = {row[0].split()[0]: row for row in tables["Changes and reasons given"][1:]}
    unchanged = {row[0].split()[0]: [*row[:4], "Unchanged", *row[4:]] for row in tables["Unchanged"][1:]}
    rows |= unchanged
    assert rows.keys() == pair.movements.keys()
    for item, change in pair.movements.items():
        ratings = [rating_label(one.rating(item)).replace(" ", "\xa0", 1) for one in (pair.earlier, pair.later)]
        assert rows[item][2:5] == [*ratings, rating_change_word(change)]
        if change is not RatingChange.UNCHANGED:
            assert rows[item][5] == cause_word(pair.causes[item])
    assert "Round\xa01: 2024 baseline (4 November 2024)" in words(app)


def test_two_rounds_say_what_came_of_the_earlier_plan(open_page: OpenPage, keep_all: Keep) -> None:
    ratings = ([ABSENT, ABSENT, IMPLEMENTED], [PARTIAL, PARTIAL, PARTIAL])
    earlier, _later = keep_all(
        TOWN,
        *(
            of("NPL", *given, round=Round(f"Round of {year}", dt.date(year, 1, 1)))
            for given, year in zip(ratings, (2024, 2026), strict=True)
        ),
    )
    title, column = "Changes and reasons given", "What came of it"
    assert column not in Tables(open_page("compare/page.py", side="rounds")).rows[title][0]
    done = FollowUp(FollowUpStatus.DONE)
    access = as_admin(open_storage(settings().database_url), "Asha")
    save_follow_ups(access, earlier, {"INV-01": done}, expected_revisions={})
    tables = Tables(open_page("compare/page.py", side="rounds")).rows
    assert [row[-1] for row in tables[title]] == [column, "Done", "Not started", ""]


def test_the_line_of_each_theme_over_more_than_two_rounds_has_its_table(open_page: OpenPage, keep_all: Keep) -> None:
    ratings: list[list[Rating | None]] = [
        [ABSENT, PARTIAL, ABSENT, ABSENT, None],
        [PARTIAL] * 5,
        [IMPLEMENTED, PARTIAL, PARTIAL, ABSENT, PARTIAL],
    ]
    responses = [
        of("NPL", *given, round=Round(f"Round of {2020 + year}", dt.date(2020 + year, 1, 1)))
        for year, given in enumerate(ratings)
    ]
    ids = keep_all(TOWN, *responses)
    app = open_page("compare/page.py", side="rounds", figures="table")
    (line,) = round_lines([SourcedResponse(key, TOWN, each) for key, each in zip(ids, responses, strict=True)])
    title = "Scores by theme, on the common recommendations"
    rows = {row[0]: row[1:] for row in Tables(app).rows[title][1:]}
    for theme, name in (("harbour", "Harbour"), ("market", "Market")):
        tallies = list(line.tallies[theme].values())
        assert rows[name] == [str(tallies[0].rated), *(percent(tally.score) for tally in tallies)]
    assert rows["Overall"][1:] == [percent(tally.score) for tally in total_tallies(line.tallies).values()]
    app.selectbox(key="choice-rounds-pair-earlier").set_value(f"{ids[0]} {ids[2]}").run()
    assert Tables(app).rows["Number of changes"][1][0] == "Round\xa01, then Round\xa03"
    app.segmented_control(key="figure-round-scores").set_value(View.CHART).run()
    charts = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    assert charts[-1]["title"]["text"] == title


# Common recommendations, robustness, files


def test_what_is_left_out_is_listed_with_its_reason_and_because_of_whom(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    app = open_page("compare/page.py", side="common")
    expected, tables = latest(world), Tables(app).rows
    left_out = {entry.recommendation_id: str(len(entry.names)) for entry in expected.common.left_out}
    assert [(row[0].split()[0], row[2:]) for row in tables["Common recommendations"][1:]] == [
        (item.id, ["Not rated by all", left_out[item.id]] if item.id in left_out else ["Yes", ""])
        for item in expected.recommendations
    ]
    named = {one.name: response_name(one.response) for one in world}
    first = expected.common.left_out[0]
    assert f"{first.recommendation_id}: {'; '.join(named[name] for name in first.names)}" in words(app)


def test_robustness_starts_with_the_first_two_voices_and_takes_any_two(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    expected = latest(world)
    (pair, *_others) = voice_pairs(expected.responses)
    app = open_page("compare/page.py", side="robustness", figures="table")
    assert "Difference: Civil society minus State" in words(app)
    other = expected.responses[-1]
    app.selectbox(key="choice-two-1").set_value(other.name).run()
    found = score_differences(pair.first, other)
    assert found.overall is not None
    assert f"Difference: {country_name(other.response.country)} minus Afghanistan" in words(app)
    total = Tables(app).rows["Differences by theme"][-1]
    assert total[0] == "Overall"
    assert total[4] == signed_points(found.overall.points)
    assert app.query_params["two"] == f"{pair.first.name} {other.name}"


def test_two_that_are_called_alike_can_both_be_chosen(open_page: OpenPage, keep_all: Keep) -> None:
    shelter = of("NPL", PARTIAL, ABSENT, anonymous=True)
    keep_all(TOWN, of("CHE", PARTIAL), shelter, replace(shelter, answers={"INV-01": Answer(IMPLEMENTED)}))
    app = open_page("compare/page.py", side="robustness")
    assert app.selectbox(key="choice-two-0").options == ["Nepal · State", "Switzerland · State"]
    assert app.selectbox(key="choice-two-1").options == ["Nepal · State (2)", "Switzerland · State"]


def test_the_workbook_has_the_findings_of_the_page_unless_it_is_too_large_and_the_csv_what_it_compares(
    open_page: OpenPage, world: list[SourcedResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shown,) = [text.value for text in open_page("compare/page.py").markdown if "Gaps that all share" in text.value]
    written: dict[str, bytes | str] = {}

    def click(label: str, data: Callable[[], bytes | str] | str, **_more: object) -> None:
        written[label] = data() if callable(data) else data

    with monkeypatch.context() as patch:
        patch.setattr("streamlit.download_button", click)
        open_page("compare/page.py", side="downloads")
    assert list(written) == ["Comparison (Excel)", "Ratings and scores (CSV)", "Data dictionary (JSON)"]
    assert written["Ratings and scores (CSV)"] == tidy_csv(latest(world))
    workbook = written["Comparison (Excel)"]
    assert isinstance(workbook, bytes)
    summary = load_workbook(BytesIO(workbook))["Summary"]
    titles = [line.split(":**")[0].removeprefix("- **") for line in shown.splitlines()]
    assert "Since the round before" in titles
    for title, line in zip(titles, shown.splitlines(), strict=True):
        assert value_beside(summary, title) in unescape(line)

    monkeypatch.setattr("assessment.ui.compare.downloads.MOST_IN_WORKBOOK", 7 * 12 - 1)
    app = open_page("compare/page.py", side="downloads")
    assert "this file holds at most 83 answers, and 84 are chosen" in app.info[0].value
    assert len(app.download_button) == 2
    assert MOST_IN_WORKBOOK > 193 * 33


def test_the_gate_is_asked_before_a_comparison_is_written(shared_server: SharedServer) -> None:
    catalogue = a_catalogue()
    ids = tuple(shared_server.keep(catalogue, a_response(catalogue), owner) for owner in ("Ministry", "Another"))
    reader = as_role(state.entrance()._storage, Role.READER, Scope("Ministry"))
    with pytest.raises(AssessmentUnknown):
        write_export(reader, ids, "en", tidy_csv)
    projector = as_role(state.entrance()._storage, Role.PROJECTOR, Scope(assessment_id=ids[0]))
    with pytest.raises(NotAllowed):
        write_export(projector, ids[:1], "en", tidy_csv)


# Everywhere


SIDES = ("themes", "recommendations", "voices", "rounds", "common", "robustness", "downloads")


def refuse(_access: Gate, _ids: Sequence[str]) -> None:
    raise AssertionError


def test_every_view_ranks_nobody_shows_what_is_typed_as_text_alone_and_reads_many_without_the_whole_of_them(
    open_page: OpenPage, world: list[SourcedResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    one_item = {"side": "recommendations", "recommendation": "INV-03"}
    for query in (*({"side": side} for side in SIDES), one_item):
        with monkeypatch.context() as patch:
            if query["side"] in ("themes", "recommendations", "common", "downloads") and len(query) == 1:
                patch.setattr("assessment.ui.compare.response_picker.read_assessments", refuse)
            app = open_page("compare/page.py", **query)
        assert not app.exception, query
        assert not app.error, query
        assert app.header[1:], query
        said = words(app).lower()
        for word in ("best", "worst", "complian", "league", "top "):
            assert word not in said, query
        assert said.count("rank") == said.count("nobody is ranked") + said.count("no ranking"), query
        for element in (*app.html, *app.markdown, *app.caption, *app.info, *app.warning):
            for typed in ("bold", "Ministry of", "coalition", "alert(1)", "2024 baseline", "Act 12"):
                assert typed not in element.value, query


def test_every_chart_has_a_text_alternative_and_its_table_one_click_away(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    for side in ("voices", "rounds", "robustness"):
        app = open_page("compare/page.py", side=side, figures="chart")
        (chart,) = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
        assert chart["description"]
        assert chart["title"]["text"] not in Tables(app).rows
        app.segmented_control(key="figure-theme-differences").set_value(View.TABLE).run()
        assert chart["title"]["text"] in Tables(app).rows
        assert not app.get("vega_lite_chart")


def test_an_anonymous_organisation_is_named_nowhere(open_page: OpenPage, keep_all: Keep) -> None:
    hidden = of("NPL", PARTIAL, voice=Voice.CIVIL_SOCIETY, organisation="A shelter", anonymous=True)
    keep_all(TOWN, of("NPL", ABSENT), hidden, replace(hidden, round=Round("Before", None)))
    for side in SIDES:
        app = open_page("compare/page.py", side=side, rounds="all")
        assert "A shelter" not in words(app)
        assert not any("A shelter" in str(box.options) for box in app.selectbox)
