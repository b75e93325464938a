"""The page “Compare” says what the domain says of a comparison, its voices and its rounds, and ranks nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import hand_over, save_follow_ups
from assessment.access.gate import Gate, NotAllowed
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
from assessment.domain.sourced import SourcedResponse
from assessment.labels.codes import cause_word, rating_change_word, rating_label, rating_word
from assessment.labels.findings import Topic, comparison_findings
from assessment.labels.formatting import (
    band,
    coefficient,
    percent,
    response_name,
    score_text,
    signed_points,
)
from assessment.records.errors import AssessmentUnknown
from assessment.reports.table_csv import tidy_csv
from assessment.ui.compare.downloads import MOST_IN_WORKBOOK, write_export
from assessment.ui.compare.voices import alpha_words
from assessment.ui.session import state
from assessment.ui.widgets.components import fold_key
from assessment.ui.workshops.plan import PAIR
from assessment.views.comparison import theme_differences, theme_scores
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_role, store_response
from tests.support.pages import OpenPage, Tables, page_gate, seen, words
from tests.support.stored_comparison import keep
from tests.support.visits import SharedServer
from tests.support.workbooks import value_beside

THRESHOLD = 2 / 3
ABSENT, PARTIAL, IMPLEMENTED, DONT_KNOW = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED, Rating.DONT_KNOW
THEMES = "Scores by theme"
ALL_OF_THE_LATEST = {"rounds": "latest"}
"""What the address says where the latest round of all is compared."""
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

    @property
    def heads(self) -> list[list[str]]:
        """What the responses in columns are called."""
        return self.rows[0][2:]

    def scores(self, theme: str) -> list[str]:
        """Of a theme, by response."""
        (found,) = [row for row in self.rows if row[0][0] == theme]
        return [cell[0] for cell in found[2:]]

    def row(self, *head: str) -> list[list[str]]:
        (found,) = [row for row in self.rows if row[0] == list(head)]
        return found


def opened(app: AppTest, *parts: str) -> AppTest:
    """The page with these folded parts open."""
    for part in parts:
        app.session_state[fold_key(part)] = True
    return app.run()


def compared(app: AppTest) -> list[str]:
    """The names of the chips."""
    (chips,) = [box for box in app.multiselect if box.key == "choice-responses"]
    return [chips.options[chips.indices[place]] for place in range(len(chips.value))]


@pytest.fixture
def keep_all(open_page: OpenPage) -> Keep:
    """Keeps responses before the page is opened; gives their ids."""

    def keep_all(catalogue: Catalogue, *responses: Response, sample: bool = False) -> list[str]:
        return [store_response(page_gate(), catalogue, each, sample=sample) for each in responses]

    return keep_all


@pytest.fixture
def world(open_page: OpenPage) -> list[SourcedResponse]:
    """Five countries, two of them with a coalition and an earlier round."""
    return keep(page_gate()._storage, CITY, 5)


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
    assert "two responses that can be compared" in app.info[0].value
    assert "• Switzerland · State: It has no ratings." in words(app)
    keep_all(TOWN, of("AUT", ABSENT))
    app.run()
    assert compared(app) == ["Austria · State", "Nepal · State"]
    app.multiselect(key="choice-responses").set_value([]).run()
    assert "Add another one above" in app.info[0].value
    assert not compared(app)


def test_the_state_and_civil_society_of_one_place_open_first_and_chips_change_what_is_compared(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (pair, *_others) = voice_pairs(latest(world).responses)
    app = open_page("compare/page.py")
    chips = app.multiselect(key="choice-responses")
    assert chips.value == [pair.first.name, pair.second.name]
    assert list(Tables(app).rows["Scores by theme, on the common recommendations"][0][2:4]) == [
        "State",
        "Civil society",
    ]
    other = latest(world).responses[-1]
    chips.set_value([*chips.value, other.name]).run()
    assert app.query_params["responses"].split() == [pair.first.name, pair.second.name, other.name]
    assert [head[0] for head in Matrix(app, THEMES).heads] == [
        country_name(one.response.country) for one in (pair.first, pair.second, other)
    ]
    app.multiselect(key="choice-responses").set_value([pair.second.name, other.name]).run()
    assert "Scores by theme, on the common recommendations" in Tables(app).rows


def test_of_the_own_place_rather_than_of_another_the_two_voices_open_first(open_page: OpenPage, keep_all: Keep) -> None:
    society = Voice.CIVIL_SOCIETY
    ids = keep_all(
        TOWN,
        *(of(country, PARTIAL, voice=voice) for country in ("CHE", "NPL") for voice in (Voice.STATE, society)),
    )
    for number, chosen in ((0, ids[:2]), (2, ids[2:])):
        app = open_page("compare/page.py", assessment_id=ids[number])
        assert app.multiselect(key="choice-responses").value == chosen


def test_whole_groups_are_chosen_by_country_voice_and_round(open_page: OpenPage, world: list[SourcedResponse]) -> None:
    app = open_page("compare/page.py")
    app.button(key="choose-groups").click().run()
    assert "**7 of 7** responses compared, from **5 countries or areas**" in words(app)
    assert len(Matrix(app, THEMES).heads) == len(latest(world).responses)
    app.button_group(key="choice-voices").set_value([Voice.STATE]).run()
    countries = [head[0] for head in Matrix(app, THEMES).heads]
    assert countries == [country_name(code) for code in dict.fromkeys(one.response.country for one in world)]
    assert app.query_params["voices"] == "state"
    app.button(key="choose-single").click().run()
    assert len(compared(app)) == 2


def test_where_no_place_has_both_voices_a_few_open_together_and_many_as_a_group(
    open_page: OpenPage, keep_all: Keep
) -> None:
    codes = country_codes()
    keep_all(TOWN, *(of(code, PARTIAL) for code in codes[:8]))
    assert len(compared(open_page("compare/page.py"))) == 8
    keep_all(TOWN, of(codes[8], PARTIAL))
    app = open_page("compare/page.py")
    assert "**9 of 9** responses compared" in words(app)
    assert len(Matrix(app, THEMES).heads) == 8
    app.button(key="choose-single").click().run()
    assert len(compared(app)) == 2


def test_the_address_leads_back_to_the_choice(open_page: OpenPage, world: list[SourcedResponse]) -> None:
    app = open_page("compare/page.py", countries="AFG DZA nowhere", voices="state", rounds="all")
    assert "**4 of 4** responses compared, from **2 countries or areas**" in words(app)
    assert app.multiselect(key="choice-countries").value == ["AFG", "DZA"]
    app = open_page("compare/page.py", rounds="=2024 baseline")
    assert "**2 of 2** responses compared" in words(app)


def test_of_a_single_respondent_the_rounds_are_compared(open_page: OpenPage, keep_all: Keep) -> None:
    rounds = [Round(f"Round {n}", dt.date(2020 + n, 1, 1)) for n in (1, 2)]
    keep_all(TOWN, *(of("NPL", PARTIAL, round=each) for each in rounds))
    assert compared(open_page("compare/page.py")) == ["Nepal · State · Round 1", "Nepal · State · Round 2"]


def test_responses_to_another_questionnaire_are_told_and_can_be_chosen(open_page: OpenPage, keep_all: Keep) -> None:
    other = a_catalogue(catalogue_id="other")
    keep_all(TOWN, of("NPL", ABSENT), of("CHE", ABSENT), of("AUT", ABSENT))
    keep_all(other, a_response(other, said(other, PARTIAL), country="FRA"), a_response(other, said(other, PARTIAL)))
    app = open_page("compare/page.py")
    assert "another questionnaire, not comparable with these: 2." in words(app)
    assert compared(app) == ["Austria · State", "Nepal · State", "Switzerland · State"]
    app.selectbox(key="choice-compared-catalogue").set_value("other").run()
    assert "another questionnaire, not comparable with these: 3." in words(app)
    assert len(compared(app)) == 2


def test_empty_drafts_never_stop_a_comparison_nor_take_the_place_of_the_round_before(
    open_page: OpenPage, keep_all: Keep
) -> None:
    rated = of("NPL", *[ABSENT] * 2, round=Round("2026", dt.date(2026, 1, 1)))
    draft = of("NPL", round=Round("2027", dt.date(2027, 1, 1)))
    keep_all(TOWN, rated, of("CHE", *[ABSENT] * 2), of("BEL", *[ABSENT] * 2), of("AUT"), of("FRA", DONT_KNOW), draft)
    app = open_page("compare/page.py", **ALL_OF_THE_LATEST)
    assert "**3 of 6** responses compared, from **3 countries or areas**" in words(app)
    assert "• Austria · State: It has no ratings." in words(app)
    assert "• Nepal · State · 2027: It has no ratings." in words(app)
    assert Matrix(app, THEMES).counted == "3 of 6 responses"
    assert [head[0] for head in Matrix(app, THEMES).heads] == ["Belgium", "Nepal", "Switzerland"]
    app.button(key="choose-single").click().run()
    assert "• Austria · State: It has no ratings." in words(app)


def test_an_undated_twin_is_left_out_and_can_be_compared_instead(open_page: OpenPage, keep_all: Keep) -> None:
    dated = of("NPL", *[IMPLEMENTED] * 3, round=Round("2026", dt.date(2026, 3, 1)))
    _dated, undated, *_others = keep_all(
        TOWN,
        dated,
        of("NPL", *[ABSENT] * 3, round=Round("2026")),
        *(of(code, *[PARTIAL] * 3) for code in ("CHE", "AUT")),
    )
    app = open_page("compare/page.py", **ALL_OF_THE_LATEST)
    assert "**3 of 4** responses compared" in words(app)
    assert "is of the same respondent and round, and is compared instead." in words(app)
    assert Matrix(app, THEMES).scores("Overall")[1] == "100\xa0%"
    (choice,) = [box for box in app.selectbox if (box.key or "").startswith("choice-twin-")]
    assert choice.options == ["1 March 2026 · In progress · 3 rated", "no date · In progress · 3 rated"]
    choice.set_value(undated).run()
    assert Matrix(app, THEMES).scores("Overall")[1] == "0\xa0%"
    assert app.query_params["twins"] == undated


def test_sample_data_is_marked_and_not_mixed_with_other_data_unasked(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, of("XAA", ABSENT), of("XAB", PARTIAL), sample=True)
    app = open_page("compare/page.py")
    assert compared(app) == ["Alvenia (invented) · State", "Boruna (invented) · State"]
    assert "these places and their answers are invented" in words(app)
    keep_all(TOWN, of("NPL", ABSENT), of("CHE", ABSENT))
    app.run()
    assert compared(app) == ["Nepal · State", "Switzerland · State"]
    assert "invented" not in words(app)
    app = open_page("compare/page.py", **ALL_OF_THE_LATEST)
    assert "**2 of 2** responses compared" in words(app)
    app.checkbox(key="choice-samples").check().run()
    assert len(Matrix(app, THEMES).heads) == 4


def test_with_a_single_own_response_the_sample_data_is_compared_and_the_own_one_can_be_added(
    open_page: OpenPage, keep_all: Keep
) -> None:
    keep_all(TOWN, of("XAA", PARTIAL, ABSENT), of("XAA", PARTIAL, PARTIAL, voice=Voice.CIVIL_SOCIETY), sample=True)
    (own,) = keep_all(TOWN, of("NPL", ABSENT, ABSENT))
    for query, chosen in ({}, 2), (ALL_OF_THE_LATEST, 3):
        app = open_page("compare/page.py", assessment_id=own, **query)
        assert not app.info, query
        assert ("**3 of 3** responses compared" in words(app)) is (chosen == 3)
    app = open_page("compare/page.py", assessment_id=own)
    assert compared(app) == ["Alvenia (invented) · State", "Alvenia (invented) · Civil society"]
    chips = app.multiselect(key="choice-responses")
    assert "Nepal · State" in chips.options
    chips.set_value([*chips.value, own]).run()
    assert [head[0] for head in Matrix(app, THEMES).heads] == ["Alvenia (invented)", "Alvenia (invented)", "Nepal"]


# Findings


def test_the_findings_are_counts_each_of_which_opens_its_list(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    found = find_comparison_findings(latest(world).responses)
    expected = {
        finding.topic: finding.brief for finding in comparison_findings(find_comparison_findings(sort_responses(world)))
    }
    app = open_page("compare/page.py", **ALL_OF_THE_LATEST)
    buttons = {button.key: button.label for button in app.button if (button.key or "").startswith("finding-")}
    # The round before is looked up, though only the latest are compared.
    assert list(buttons) == ["finding-common", "finding-shared-gaps", "finding-voices", "finding-rounds"]
    assert buttons["finding-rounds"] == expected[Topic.ROUNDS]
    assert found.voices is not None
    assert buttons["finding-voices"] == (
        f"State and civil society disagree on {found.voices.contested} of {found.voices.common}"
    )
    app.button(key="finding-voices").click().run()
    assert app.query_params["side"] == "voices"
    app.button(key="finding-shared-gaps").click().run()
    assert len(Matrix(app, RATINGS).rows) - len({item.theme for item in found.shared_gaps}) == 1 + len(
        found.shared_gaps
    )
    app.button(key="finding-rounds").click().run()
    assert "Scores by theme and round" in Tables(app).rows


def test_a_response_that_rates_little_is_named_and_left_out_on_a_click(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, *(of(code, *[ABSENT] * 5) for code in ("NPL", "CHE", "BEL")), of("AUT", PARTIAL))
    app = open_page("compare/page.py", **ALL_OF_THE_LATEST)
    assert "One response rates little. Common recommendations without it: 5 instead of 1." in words(app)
    assert "Austria · State" in [text.value for text in app.text]
    app.button(key="leave-out-sparse").click().run()
    assert [head[0] for head in Matrix(app, THEMES).heads] == ["Belgium", "Nepal", "Switzerland"]
    assert "**3 of 4** responses compared" in words(app)
    assert "• Austria · State: Left out because it rates little." in words(app)
    app.button(key="compare-all").click().run()
    assert len(Matrix(app, THEMES).heads) == 4
    app = open_page("compare/page.py")
    app.button(key="leave-out-sparse").click().run()
    assert compared(app) == ["Belgium · State", "Nepal · State", "Switzerland · State"]


# By theme


def test_every_score_is_that_of_the_comparison_on_what_is_common_and_on_what_each_was_asked(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    expected = latest(world)
    app = opened(open_page("compare/page.py", **ALL_OF_THE_LATEST), "own-scores")
    matrix = Matrix(app, THEMES)
    assert [head[0] for head in matrix.heads] == [country_name(one.response.country) for one in expected.responses]
    rows = theme_scores(expected)
    assert [row[0][0] for row in matrix.rows[1:]] == [row.name for row in rows]
    for row in rows:
        assert matrix.scores(row.name) == [percent(score) for score in row.scores]
    own, totals = Tables(app).rows["Scores on everything each was asked"], total_tallies(expected.own_tallies)
    for one, cells in zip(expected.responses, own[1:], strict=True):
        assert cells[0].startswith(country_name(one.response.country))
        for cell, tally in zip(
            cells[1:],
            [totals[one.name], *(expected.own_tallies[theme.id][one.name] for theme in expected.themes)],
            strict=True,
        ):
            assert cell == f"{score_text(tally, THRESHOLD)}{tally.rated} of {tally.applicable} · {band(tally)}"
    assert "Read along the rows" in words(app)


def test_two_scores_of_a_theme_are_joined_and_pale_where_the_difference_is_too_small_to_read(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (pair, *_others) = voice_pairs(latest(world).responses)
    expected = theme_differences(score_differences(pair.first, pair.second))
    app = open_page("compare/page.py")
    rows = Tables(app).rows["Scores by theme, on the common recommendations"][1:]
    assert [(row[0], row[2:4], row[5], row[6]) for row in rows] == [
        (each.name, [percent(score) for score in each.scores], each.reading, f"n\xa0=\xa0{each.common}")
        for each in expected
    ]
    (picture,) = [html.value for html in app.html if "group-rows pairs" in html.value]
    assert picture.count('class="pale') == sum(each.is_pale for each in expected) + ("pale: too small" in picture)


def test_a_theme_with_one_common_recommendation_or_none_says_so_instead_of_a_percentage(
    open_page: OpenPage, keep_all: Keep
) -> None:
    given = [ABSENT, PARTIAL, PARTIAL, ABSENT]
    keep_all(TOWN, of("NPL", *given), of("NPL", *given, voice=Voice.CIVIL_SOCIETY))
    (market,) = [
        row
        for row in Tables(open_page("compare/page.py")).rows["Scores by theme, on the common recommendations"]
        if row[0] == "Market"
    ]
    assert market == ["Market", "too few to compare", "–", "–", "–", "", "n\xa0=\xa01"]
    keep_all(TOWN, of("CHE", *given))
    app = open_page("compare/page.py", **ALL_OF_THE_LATEST)
    assert Matrix(app, THEMES).row("Market", "too few to compare")[1:] == [["1"], ["–"], ["–"], ["–"]]


def test_where_nothing_is_common_the_page_says_so_and_each_is_shown_on_its_own(
    open_page: OpenPage, keep_all: Keep
) -> None:
    none_such = Answer(Rating.NOT_APPLICABLE, reason="None.")
    inland: dict[str, Answer | Rating] = {**said(TOWN, *[PARTIAL] * 3), "INV-04": none_such, "INV-05": none_such}
    keep_all(TOWN, of("NPL", ABSENT), of("CHE", None, ABSENT, PARTIAL, PARTIAL, ABSENT))
    keep_all(TOWN, a_response(TOWN, inland, country="AUT"))
    app = open_page("compare/page.py")
    assert "No recommendation is common to all." in words(app)
    own = Tables(opened(app, "own-scores"))
    caption = "Scores on everything each was asked"
    assert own.cells(caption, "Nepal")["Harbour"] == "insufficient data1 of 3 · 0–67\xa0%"
    assert own.cells(caption, "Switzerland")["Market"] == "25\xa0%2 of 2 · 25–25\xa0%"
    assert own.cells(caption, "Austria")["Market"] == "not applicable"


def test_many_countries_stand_in_alphabetical_order_eight_at_a_time_and_are_found_by_name(
    open_page: OpenPage, keep_all: Keep
) -> None:
    codes = country_codes()[:12]
    keep_all(TOWN, *(of(code, ABSENT if number % 2 else IMPLEMENTED) for number, code in enumerate(reversed(codes))))
    app = open_page("compare/page.py")
    names = [country_name(code) for code in codes]
    assert [head[0] for head in Matrix(app, THEMES).heads] == names[:8]
    app.pagination[0].set_value(2).run()
    assert [head[0] for head in Matrix(app, THEMES).heads] == names[8:]
    assert app.query_params["lines"] == "2"
    app.text_input(key="choice-country").set_value("aland").run()
    assert [head[0] for head in Matrix(app, THEMES).heads] == ["Åland Islands"]
    app.text_input(key="choice-country").set_value("Atlantis").run()
    assert "with this name" in app.info[0].value


def test_a_theme_is_that_of_the_newest_version_on_every_part_of_the_matrix(open_page: OpenPage, keep_all: Keep) -> None:
    newer = a_catalogue(version="1.10", themes={"harbour": 3, "market": 2}, items={"INV-03": {"theme": "market"}})
    *first, last = country_codes()[:10]
    given = [IMPLEMENTED, IMPLEMENTED, ABSENT, IMPLEMENTED, IMPLEMENTED]
    keep_all(TOWN, *(of(code, *given) for code in first))
    keep_all(newer, a_response(newer, said(newer, *given), country=last))
    matrix = Matrix(open_page("compare/page.py"), THEMES)
    assert matrix.row("Harbour")[1:3] == [["2"], ["100\xa0%"]]
    assert matrix.row("Market")[1:3] == [["3"], ["67\xa0%"]]


def test_responses_that_would_be_called_the_same_get_a_number(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, *(of("NPL", PARTIAL, organisation=name) for name in ("One", "Two")), of("CHE", PARTIAL))
    app = open_page("compare/page.py")
    assert Matrix(app, THEMES).heads == [
        ["Nepal", "no. 1"],
        ["Nepal", "no. 2"],
        ["Switzerland", "no. 3"],
    ]
    assert "Nepal, no. 2: Nepal · State · Two" in words(app)


# By recommendation


def test_every_rating_is_that_of_the_comparison_and_implementers_are_counted(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    app, expected = open_page("compare/page.py", side="recommendations", **ALL_OF_THE_LATEST), latest(world)
    matrix = Matrix(app, RATINGS)
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
    app = open_page("compare/page.py", side="recommendations", **ALL_OF_THE_LATEST)
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
    app = open_page("compare/page.py", side="voices")
    assert app.header[0].value == f"They disagree on {len(pair.agenda)} of {len(pair.common)}"
    lines = [html.value for html in app.html if 'class="two-ratings"' in html.value]
    for line, row in zip(lines, pair.agenda, strict=True):
        assert row.recommendation.title in line
        assert ("Red line" in line) == row.recommendation.red_line
        ratings = [f"</span> {rating_word(rating)}<" for rating in (row.first, row.second)]
        assert line.index("State") < line.index(ratings[0]) < line.index("Civil society") < line.rindex(ratings[1])
    first = pair.agenda[0].recommendation
    app.button(key=f"open-{first.id}").click().run()
    assert app.query_params["pair-item"] == first.id
    assert first.text[:40] in words(app)
    assert any("Act 12, section 3" in text.value for text in app.text)
    app.button(key=f"open-{first.id}").click().run()
    assert first.text[:40] not in words(app)

    app = opened(app, "agreement", "one-sided", "alike")
    tables = Tables(app)
    (counts,) = tables.rows["How far the two agree"][1:]
    assert pair.agreement is not None
    assert counts == [
        *map(str, (len(pair.common), len(pair.strongly_contested), len(pair.contested), len(pair.alike))),
        percent(100 * pair.agreement),
        coefficient(pair.alpha),
        *map(str, (len(pair.first_only), len(pair.second_only))),
    ]
    assert f"alpha: {coefficient(pair.alpha)}" in words(app)
    assert alpha_words(pair.alpha) in words(app)
    for title, rated in (
        ("Rated by one side only", (*pair.first_only, *pair.second_only)),
        ("Rated the same", pair.alike),
    ):
        ids = [row[0].split()[0] for row in tables.rows.get(title, [[]])[1:]]
        assert ids == [each.recommendation.id for each in rated]


def test_where_no_two_voices_or_rounds_meet_the_page_says_so(open_page: OpenPage, keep_all: Keep) -> None:
    keep_all(TOWN, of("NPL", PARTIAL), of("CHE", PARTIAL, voice=Voice.CIVIL_SOCIETY))
    app = open_page("compare/page.py", side="voices")
    assert "No chosen country has two voices in the same round" in app.info[0].value
    assert "has answered in two rounds" in open_page("compare/page.py", side="rounds").info[0].value
    keep_all(TOWN, of("NPL", ABSENT, voice=Voice.NATIONAL_HUMAN_RIGHTS_INSTITUTION))
    app = open_page("compare/page.py", side="voices")
    assert "National human rights institution" in next(
        html.value for html in app.html if 'class="two-ratings"' in html.value
    )


def test_the_scores_of_two_voices_that_are_not_the_chosen_two_are_a_part_of_their_own(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (pair, *_others) = voice_pairs(latest(world).responses)
    app = open_page("compare/page.py", side="voices")
    assert "Scores by theme" not in [part.label for part in app.expander]
    app = opened(open_page("compare/page.py", side="voices", **ALL_OF_THE_LATEST), "pair-scores")
    rows = Tables(app).rows["Differences by theme"][1:]
    assert [row[5] for row in rows] == [
        each.reading for each in theme_differences(score_differences(pair.first, pair.second))
    ]


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
    assert app.header
    assert "workshop-on-contested" not in [button.key for button in app.button]


def test_another_country_can_be_chosen_and_the_address_leads_back_to_the_pair(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    (_first, second, *_others) = voice_pairs(latest(world).responses)
    names = f"{second.first.name} {second.second.name}"
    app = open_page("compare/page.py", side="voices", **ALL_OF_THE_LATEST)
    app.selectbox(key="choice-pair-country").set_value(names).run()
    assert app.query_params["pair"] == names
    app = open_page("compare/page.py", side="voices", pair=names, **ALL_OF_THE_LATEST)
    assert app.header[0].value == f"They disagree on {len(second.agenda)} of {len(second.common)}"
    assert response_name(second.first.response) in words(app)


# Rounds


def test_two_rounds_are_held_against_each_other_as_rounds_does(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    pair = round_pairs(world)[0]
    app = opened(open_page("compare/page.py", side="rounds"), "unchanged")
    tables = Tables(app).rows
    (counts,) = [seen(text.value) for text in app.markdown if text.value.startswith("Worsened **")]
    moved = Counter(pair.movements.values())
    assert set(counts.split(" · ")) == {f"{rating_change_word(change)} **{count}**" for change, count in moved.items()}
    themes = {row.name: row for row in theme_differences(score_differences(pair.earlier, pair.later))}
    arrows = tables["Scores by theme and round"][1:]
    assert sorted(row[0] for row in arrows) == sorted(themes)
    falls = [(themes[row[0]].points or 0) < 0 for row in arrows[:-1]]
    assert falls == sorted(falls, reverse=True)
    changes = [row[4] for row in tables["Changes and reasons given"][1:]]
    assert "Worsened" not in changes[changes.count("Worsened") :]
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
    access = page_gate("Asha")
    save_follow_ups(access, earlier, {"INV-01": done}, expected_revisions={})
    tables = Tables(open_page("compare/page.py", side="rounds")).rows
    assert [row[-1] for row in tables[title]] == [column, "", "Done", "Not started"]


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
    app = opened(open_page("compare/page.py", side="rounds"), "every-round")
    (line,) = round_lines([SourcedResponse(key, TOWN, each) for key, each in zip(ids, responses, strict=True)])
    title = "Scores by theme, on the common recommendations"
    rows = {row[0]: row[1:] for row in Tables(app).rows[title][1:]}
    for expected in theme_scores(line):
        name = expected.name if expected.is_comparable else f"{expected.name}too few to compare"
        assert rows[name] == [str(expected.common), *map(percent, expected.scores)]
    app.selectbox(key="choice-rounds-pair-earlier").set_value(f"{ids[0]} {ids[2]}").run()
    assert Tables(app).rows["Scores by theme and round"][0][2:4] == ["Round\xa01", "Round\xa03"]


# Common recommendations, robustness, files


def test_what_is_left_out_is_listed_with_its_reason_and_because_of_whom(
    open_page: OpenPage, world: list[SourcedResponse]
) -> None:
    app = opened(open_page("compare/page.py", side="how", **ALL_OF_THE_LATEST), "common")
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
    app = opened(open_page("compare/page.py", side="how", **ALL_OF_THE_LATEST), "robustness")
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
    app = opened(open_page("compare/page.py", side="how"), "robustness")
    assert app.selectbox(key="choice-two-0").options == ["Nepal · State", "Switzerland · State"]
    assert app.selectbox(key="choice-two-1").options == ["Nepal · State (2)", "Switzerland · State"]


def test_the_workbook_has_the_findings_of_the_page_unless_it_is_too_large_and_the_csv_what_it_compares(
    open_page: OpenPage, world: list[SourcedResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = comparison_findings(find_comparison_findings(sort_responses(world)))
    found = comparison_findings(find_comparison_findings(latest(world).responses))
    # The round before is looked up, though only the latest are compared.
    found += [each for each in everything if each.topic is Topic.ROUNDS]
    written: dict[str, bytes | str] = {}

    def click(label: str, data: Callable[[], bytes | str] | str, **_more: object) -> None:
        written[label] = data() if callable(data) else data

    with monkeypatch.context() as patch:
        patch.setattr("streamlit.download_button", click)
        open_page("compare/page.py", side="downloads", **ALL_OF_THE_LATEST)
    assert list(written) == [
        "Comparison (Excel)",
        "One web page",
        "Ratings and scores (CSV)",
        "Data dictionary (JSON)",
    ]
    assert bytes(written["One web page"]).startswith(b"<!doctype html>")  # type: ignore[arg-type]
    assert written["Ratings and scores (CSV)"] == tidy_csv(latest(world))
    workbook = written["Comparison (Excel)"]
    assert isinstance(workbook, bytes)
    summary = load_workbook(BytesIO(workbook))["Summary"]
    for each in found:
        assert value_beside(summary, each.title) == each.text

    monkeypatch.setattr("assessment.ui.compare.downloads.MOST_IN_WORKBOOK", 7 * 12 - 1)
    app = open_page("compare/page.py", side="downloads", **ALL_OF_THE_LATEST)
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


SIDES = ("themes", "recommendations", "voices", "rounds", "how", "downloads")
PARTS = (
    "own-scores",
    "one-sided",
    "alike",
    "pair-scores",
    "agreement",
    "unchanged",
    "every-round",
    "common",
    "robustness",
)


def refuse(_access: Gate, _ids: Sequence[str]) -> None:
    raise AssertionError


def test_every_view_ranks_nobody_shows_what_is_typed_as_text_alone_and_reads_many_without_the_whole_of_them(
    open_page: OpenPage, world: list[SourcedResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    one_item = {"side": "recommendations", "recommendation": "INV-03"}
    for query in (*({"side": side} for side in SIDES), one_item):
        with monkeypatch.context() as patch:
            if query["side"] in ("themes", "recommendations", "how", "downloads") and len(query) == 1:
                patch.setattr("assessment.ui.compare.response_picker.read_assessments", refuse)
            app = open_page("compare/page.py", **query, **ALL_OF_THE_LATEST)
        assert not app.exception, query
        app = opened(app, *PARTS)
        assert not app.exception, query
        assert not app.error, query
        said = words(app).lower()
        for word in ("best", "worst", "complian", "league", "top "):
            assert word not in said, query
        assert said.count("rank") == said.count("nobody is ranked") + said.count("no ranking"), query
        for element in (*app.html, *app.markdown, *app.caption, *app.info, *app.warning):
            for typed in ("bold", "Ministry of", "coalition", "alert(1)", "2024 baseline", "Act 12"):
                assert typed not in element.value, query


def test_no_view_loads_the_library_that_draws_charts(open_page: OpenPage, world: list[SourcedResponse]) -> None:
    for side in SIDES:
        app = opened(open_page("compare/page.py", side=side), *PARTS)
        assert not app.get("vega_lite_chart"), side


def test_an_anonymous_organisation_is_named_nowhere(open_page: OpenPage, keep_all: Keep) -> None:
    hidden = of("NPL", PARTIAL, voice=Voice.CIVIL_SOCIETY, organisation="A shelter", anonymous=True)
    keep_all(TOWN, of("NPL", ABSENT), hidden, replace(hidden, round=Round("Before", None)))
    for side in SIDES:
        app = open_page("compare/page.py", side=side, rounds="all")
        assert "A shelter" not in words(app)
        assert not any("A shelter" in str(box.options) for box in app.selectbox)
