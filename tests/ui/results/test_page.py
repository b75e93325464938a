"""The page “Results” says what scoring says, and nothing that scoring doesn't."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import create_assessment, save_answer, save_follow_ups
from assessment.access.gate import Gate
from assessment.access.workshops import finish_workshop, record_agreement
from assessment.domain.answer import Answer, Rating
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.gaps import gaps, influences, information_gaps, red_lines
from assessment.domain.permissions import Role, Scope
from assessment.domain.response import Round, Voice
from assessment.domain.robustness import robustness
from assessment.domain.scoring import Grouping, tally_all, tally_by, theme_weighted
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import Step
from assessment.labels.codes import group_word, grouping_word
from assessment.labels.findings import gravest_gaps
from assessment.labels.formatting import band, percent, round_half_up, score_text, score_with_n
from assessment.services.exports import Export, stored_export
from assessment.ui.session import state
from assessment.ui.widgets.components import fold_key
from tests.support.cases import GCM10
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, Tables, page_gate, words
from tests.support.room import a_plan, hold_room
from tests.support.visits import SharedServer
from tests.support.workbooks import rows_of

RATINGS = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.PARTIAL, Rating.DONT_KNOW, None, Rating.ABSENT)
MIXED = a_response(
    GCM10, {item: rating for item, rating in zip(GCM10.by_id, RATINGS * 5, strict=False) if rating is not None}
)
"""Every kind of answer, spread over the themes."""
THRESHOLD = 2 / 3


def unfold(app: AppTest, *folds: str) -> AppTest:
    for name in folds:
        app.session_state[fold_key(name)] = True
    return app.run() if folds else app


def test_an_empty_response_is_told_what_to_do_and_gets_no_picture(open_page: OpenPage) -> None:
    app = open_page("results/page.py", GCM10, a_response(GCM10))
    assert "Nothing is rated yet" in app.info[0].value
    assert not any('role="img"' in html.value for html in app.html)
    assert not app.download_button
    assert "No assessment is open" in open_page("results/page.py").info[0].value


def opened_by(app: AppTest, place: str) -> list[str]:
    """The recommendations that the rows in one place open, in their order."""
    return [
        key.rpartition(f"open-{place}-")[2]
        for button in app.button
        if (key := button.key or "").startswith(f"open-{place}-")
    ]


def test_the_page_says_first_what_is_missing_and_draws_no_list_before_it_is_chosen(open_page: OpenPage) -> None:
    app = open_page("results/page.py", GCM10, MIXED)
    found, whole = gaps(GCM10, MIXED), tally_all(GCM10, MIXED)
    said = words(app)
    assert f"{len(found)} gaps, {len(red_lines(found))} of them red lines<" in said
    assert (
        f"<strong>{score_text(whole, THRESHOLD)}</strong> <span>{whole.rated} of {whole.applicable} rated</span>"
        in said
    )
    assert f"band {band(whole)}" in said
    # The distribution, in words for those who can't see it.
    assert f"All recommendations. Implemented: {whole.implemented}, Partial: {whole.partial}" in said
    assert opened_by(app, "gravest") == [gap.recommendation.id for gap in gravest_gaps(found)]
    assert list(Tables(app).rows) == ["Answers and scores by theme"]
    (views,) = [group for group in app.button_group if group.key == "choice-list"]
    unknown = len(information_gaps(GCM10, MIXED))
    assert views.options == [
        "Follow-up plan",
        f"All gaps ({len(found)})",
        f"Unknown ({unknown})",
        "Figures",
        "Downloads",
    ]
    assert not app.get("vega_lite_chart")
    assert "<blockquote>" not in said
    assert "agreed in the workshop" not in said
    assert "Spread" not in said


def test_every_theme_is_a_row_in_the_order_of_the_questionnaire_with_its_score_band_and_n(open_page: OpenPage) -> None:
    app = open_page("results/page.py", GCM10, MIXED)
    tallies = tally_by(GCM10, MIXED, Grouping.THEME)
    _head, *rows = Tables(app).rows["Answers and scores by theme"]
    assert [(row[0], row[-2], row[-1]) for row in rows] == [
        (GCM10.theme_by_id[theme].name, score_text(tally, THRESHOLD), f"{tally.rated} of {tally.applicable}")
        for theme, tally in tallies.items()
    ]
    said = words(app)
    for theme, tally in tallies.items():
        assert f'aria-label="{score_with_n(tally, THRESHOLD)}"' in said, theme


def test_all_gaps_stand_in_their_order_and_an_opened_one_quotes_its_recommendation(open_page: OpenPage) -> None:
    app = open_page("results/page.py", GCM10, MIXED, list="gaps")
    ids = [gap.recommendation.id for gap in gaps(GCM10, MIXED)]
    for page in (1, 2):
        app.pagination[0].set_value(page).run()
        assert opened_by(app, "gap") == ids[10 * (page - 1) : 10 * page]
    first = GCM10.by_id[ids[10]]
    said = words(unfold(app, f"card-{first.id}"))
    assert f'<a href="{first.source.url}" target="_blank" rel="noopener">{first.source.symbol}</a>' in said
    assert first.text in said


def test_what_is_unknown_stands_in_the_order_of_the_document(open_page: OpenPage) -> None:
    app = open_page("results/page.py", GCM10, MIXED, list="unknown")
    assert opened_by(app, "unknown") == [item.id for item in information_gaps(GCM10, MIXED)][:10]
    assert "Never counted as absent" in words(app)


def test_a_gap_leads_to_its_card_and_back(open_page: OpenPage) -> None:
    third = gaps(GCM10, MIXED)[2].recommendation
    app = open_page("results/page.py", GCM10, MIXED, list="gaps")
    # From wherever on “Rate” one was before, the review among them.
    app.switch_page("rate/page.py").run()
    app.query_params["view"] = "review"
    app.run()
    app.switch_page("results/page.py").run()
    app.button(key=f"open-gravest-{third.id}").click().run()
    assert app.title[0].value == "Rate"
    assert third.question in words(app)
    (back,) = [link for link in app.get("page_link") if "Back to the results" in link.proto.label]
    assert back.proto.page == "results"
    app.switch_page("results/page.py").run()
    assert opened_by(app, "gap")


def test_for_those_who_may_not_answer_a_gap_opens_among_all_gaps(
    open_page: OpenPage, shared_server: SharedServer
) -> None:
    assessment_id = shared_server.keep(GCM10, a_response(GCM10, dict.fromkeys(GCM10.by_id, Rating.ABSENT)), "Ministry")
    shared_server.come(Role.READER, Scope(assessment_id=assessment_id))
    app = open_page("results/page.py", assessment_id=assessment_id, list="gaps", **{"gap-page": "2"})
    item = opened_by(app, "gravest")[2]
    app.button(key=f"open-gravest-{item}").click().run()
    app.session_state[fold_key(f"card-{item}")] = True  # AppTest tells no second run what is open.
    app.run()
    assert app.title[0].value == "Results"
    assert GCM10.by_id[item].text in words(app)


def test_a_gap_says_which_measures_are_not_ticked_only_where_its_measures_are_recorded(open_page: OpenPage) -> None:
    catalogue = a_catalogue(measures=3)
    item = catalogue.recommendations[0]
    ticks = [measure.id for measure in item.measures]

    def said(ticked: tuple[str, ...] | None) -> str:
        response = a_response(catalogue, {item.id: Answer(Rating.PARTIAL, ticked)})
        return words(unfold(open_page("results/page.py", catalogue, response, list="gaps"), f"card-{item.id}"))

    first = item.measures[0].text
    assert "not recorded which of them are in place" in said(None)
    assert "none of which is in place" in said(())
    assert f"Measures not ticked:**\n\n- {first}" in said((*ticks[1:],))
    assert "Every measure is ticked." in said((*ticks,))


def test_what_moves_the_score_and_how_far_it_depends_on_the_method_is_that_of_scoring_and_nobody_is_ranked(
    open_page: OpenPage,
) -> None:
    app = open_page("results/page.py", GCM10, MIXED, list="figures")
    tables, found = Tables(app), robustness(GCM10, MIXED)
    tallies = tally_by(GCM10, MIXED, Grouping.THEME)
    ranges = [(GCM10.theme_by_id[theme].name, tallies[theme], span) for theme, span in found.by_theme.items()]
    assert found.overall is not None
    ranges.append(("Overall", tally_all(GCM10, MIXED), found.overall))
    rows = tables.rows["Range of the scores over all variants"][1:]
    assert [(row[0], row[-2], row[-1]) for row in rows] == [
        (
            name,
            score_text(tally, THRESHOLD),
            f"{round_half_up(span.low)}–{percent(span.high)}" if tally.is_sufficient() else "–",
        )
        for name, tally, span in ranges
    ]
    assert "insufficient data" in {row[-2] for row in rows}
    (caption,) = [caption for caption in tables.rows if caption.startswith("The overall is")]
    assert [(row[0].split()[0], *row[2:4]) for row in tables.rows[caption][1:]] == [
        (influence.recommendation.id, percent(influence.if_absent), percent(influence.if_implemented))
        for influence in influences(GCM10, MIXED)[:10]
    ]
    enough = {theme for theme, tally in tallies.items() if tally.is_sufficient()}
    kept, lost = (sum(enough.issuperset(pair) for pair in pairs) for pairs in (found.orders_kept, found.orders_lost))
    said = words(app)
    assert f"{len(found.gaps_kept)} of the first 10 gaps stay among them, and {kept} of {kept + lost} pairs" in said
    assert "complian" not in said.lower()
    assert "rank" not in said.lower()
    # A chart would load the code that draws it.
    assert not app.get("vega_lite_chart")


def test_every_grouping_is_that_of_scoring(open_page: OpenPage) -> None:
    app = unfold(open_page("results/page.py", GCM10, MIXED, list="figures"), "group-tables")
    for grouping in Grouping:
        tables = Tables(app.selectbox(key="grouping").set_value(grouping).run())
        kind = grouping_word(grouping)
        pictured = [row[0] for row in tables.rows[f"Answers and scores by group: {kind}"][1:]]
        tallies = tally_by(GCM10, MIXED, grouping)
        assert pictured == [group_word(GCM10, grouping, group) for group, tally in tallies.items() if tally.asked]
        for group, tally in tallies.items():
            name = group_word(GCM10, grouping, group)
            cells = tables.cells(f"Score and band by group: {kind}", name)
            if not tally.asked:
                assert cells["Score"] == "not covered by this tool", (grouping, group)
                continue
            assert (cells["Score"], cells["Band"]) == (score_text(tally, THRESHOLD), band(tally)), (grouping, group)
            counts = [tally.implemented, tally.partial, tally.absent, tally.dont_know]
            answers = list(tables.cells(f"Answers by group: {kind}", name).values())[1:]
            assert [int(cell) for cell in answers[:3]] == counts[:3], name
            assert int(answers[-1]) == tally.asked, name
        overlapping = grouping in (Grouping.POPULATION, Grouping.INDICATOR, Grouping.ACTION)
        assert ("can count in several groups" in words(app)) is overlapping, grouping


def test_the_theme_weighted_overall_is_shown_only_where_it_differs_by_more_than_5_points(open_page: OpenPage) -> None:
    catalogue = a_catalogue(themes={"harbour": 8, "market": 1})
    ids = list(catalogue.by_id)
    apart = a_response(catalogue, dict.fromkeys(ids[:8], Rating.IMPLEMENTED) | {ids[8]: Rating.ABSENT})
    level = a_response(catalogue, dict.fromkeys(ids, Rating.PARTIAL))
    assert theme_weighted(tally_by(catalogue, apart, Grouping.THEME)) == 50
    assert "each theme weighs the same, is **50\xa0%**" in words(open_page("results/page.py", catalogue, apart))
    assert "in which each theme weighs the same" not in words(open_page("results/page.py", catalogue, level))


def test_below_the_threshold_the_page_says_how_many_ratings_are_lacking(open_page: OpenPage) -> None:
    app = open_page("results/page.py", GCM10, a_response(GCM10, {"GCM10-01": Rating.PARTIAL}), list="figures")
    assert "Rate 21 more recommendations" in words(app)
    assert "<strong>insufficient data</strong>" in words(app)
    assert "Which answers matter most to the score" not in words(app)


def test_what_a_person_typed_is_shown_as_text_and_if_it_is_very_long_at_hand_in_whole(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    typed = "<b>bold</b> *stars* [link](https://example.org) :red[colour] $x$ # head"
    answer = Answer(Rating.ABSENT, evidence=typed, evidence_url="https://example.org/a?b=(c)")
    app = open_page("results/page.py", catalogue, a_response(catalogue, {"INV-01": answer}), list="gaps")
    unfold(app, "card-INV-01")
    assert f"Evidence: {typed}" in [text.value for text in app.text]
    assert not any("bold" in element.value for element in (*app.html, *app.markdown))
    assert any('<a href="https://example.org/a?b=(c)"' in html.value for html in app.html)
    long = Answer(Rating.ABSENT, evidence="long " * 20_000)
    app = open_page("results/page.py", catalogue, a_response(catalogue, {"INV-01": long}), list="gaps")
    unfold(app, "card-INV-01")
    (whole,) = [expander for expander in app.expander if expander.label == "Evidence: full text"]
    assert whole.text[0].value == long.evidence.rstrip()


def test_one_choice_for_whom_is_that_of_every_file(open_page: OpenPage) -> None:
    given = {**MIXED.answers, "GCM10-01": Answer(Rating.ABSENT, comment="Between us.")}
    app = open_page(
        "results/page.py", GCM10, replace(MIXED, organisation="A ministry", answers=given), list="downloads"
    )
    assert [button.label for button in app.download_button] == [
        "Gap report (Excel)",
        "Gap report (Excel)",
        "Gap report (Word)",
        "One web page",
        "Offline workbook (Excel)",
        "Answers (CSV)",
        "Answers (JSON)",
    ]
    assert not any(button.proto.disabled for button in app.download_button)
    assert app.radio(key="choice-for").value is SharingLevel.FULL
    access = page_gate("Bela")
    plan = {"GCM10-01": FollowUp(note="Told by Maria.", action="Pass the bill")}
    save_follow_ups(access, app.session_state["assessment"], plan, expected_revisions={})
    app.radio(key="choice-for").set_value(SharingLevel.PUBLIC).run()
    by_key = {button.key: button for button in app.download_button}
    assert by_key["download-excel-above"].label == "Gap report (Excel) for: Everybody"
    assert [key for key, button in by_key.items() if button.proto.disabled] == ["download-workbook"]
    # What the answers and what the plan alone would have said.
    assert "Organisation, Action, Comment, Note on the status." in app.info[0].value
    assert app.query_params["for"] == "public"


def handout(access: Gate, assessment_id: str, level: SharingLevel = SharingLevel.FULL) -> Export:
    return stored_export(access, assessment_id, level, THRESHOLD, "en")


def test_the_report_lays_the_other_voice_and_the_last_round_beside_with_what_came_of_its_plan(asha: Gate) -> None:
    catalogue = a_catalogue()
    now, before = Round("Now", dt.date(2026, 11, 24)), Round("Before", dt.date(2024, 11, 24))
    state_now = a_response(catalogue, {"INV-01": Rating.ABSENT}, organisation="A ministry", round=now)
    own = create_assessment(asha, catalogue, state_now)
    # Somebody else's round isn't taken for one's last where nobody is named.
    create_assessment(asha, catalogue, replace(state_now, organisation="Another ministry", round=before))
    alone = load_workbook(BytesIO(handout(asha, own, SharingLevel.PUBLIC).excel()), read_only=True)
    assert not {"State and civil society", "Since last round"} & set(alone.sheetnames)

    create_assessment(asha, catalogue, replace(state_now, voice=Voice.CIVIL_SOCIETY))
    earlier = create_assessment(asha, catalogue, replace(state_now, round=before))
    done = FollowUp(FollowUpStatus.DONE, note="Told by Maria.")
    save_follow_ups(asha, earlier, {"INV-01": done}, expected_revisions={})
    content = handout(asha, own, SharingLevel.PUBLIC).excel()
    assert "Told by Maria." not in said_in(content)
    book = load_workbook(BytesIO(content))
    assert "State and civil society" in book.sheetnames
    (movement,) = rows_of(book["Since last round"], "Unchanged")
    assert (movement["Id"], movement["What came of it"]) == ("INV-01", "Done")


HIDDEN = {
    "organisation": "Secret-group",
    "evidence": "Secret-proof",
    "comment": "Secret-aside",
    "action": "Secret-plan",
}


def said_in(content: bytes | str) -> str:
    """Everything in a file, whatever is packed into it."""
    if isinstance(content, bytes) and content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    return content if isinstance(content, str) else content.decode()


def test_no_file_says_what_its_level_leaves_out(asha: Gate) -> None:
    catalogue = a_catalogue()
    answers = {
        item: Answer(
            rating, evidence=HIDDEN["evidence"], comment=HIDDEN["comment"], action=HIDDEN["action"], reason="None here."
        )
        for item, rating in zip(catalogue.by_id, itertools.cycle(Rating), strict=False)
    }
    response = a_response(catalogue, answers, organisation=HIDDEN["organisation"])
    own = create_assessment(asha, catalogue, response)
    create_assessment(asha, catalogue, replace(response, voice=Voice.CIVIL_SOCIETY))
    partners, public = (handout(asha, own, level) for level in (SharingLevel.PARTNERS, SharingLevel.PUBLIC))
    told = {"organisation", "evidence", "action"}
    for content, seen in (
        *((content, told) for content in (partners.excel(), partners.csv(hxl=True), partners.json())),
        *((content, set[str]()) for content in (public.excel(), public.word(), public.csv(hxl=True), public.json())),
    ):
        said = said_in(content)
        assert {field for field, word in HIDDEN.items() if word in said} == seen


def test_a_table_names_the_stored_answers_only_where_it_is_whole(asha: Gate) -> None:
    own = create_assessment(asha, GCM10, MIXED)
    for level in SharingLevel:
        table = handout(asha, own, level).csv(hxl=False).decode("utf-8-sig")
        named = {(row["assessment_id"], row["revision"]) for row in csv.DictReader(io.StringIO(table, newline=""))}
        assert named <= {(own, "1"), (own, "")} if level is SharingLevel.FULL else named == {("", "")}


def test_each_role_finds_the_downloads_and_the_way_to_rate_that_it_may_use(
    open_page: OpenPage, shared_server: SharedServer
) -> None:
    for role, files, to_rate in (
        (Role.COEDITOR, True, True),
        (Role.READER, True, False),
        (Role.PROJECTOR, False, False),
    ):
        for response in (MIXED, a_response(GCM10, {})):
            assessment_id = shared_server.keep(GCM10, response, "Ministry")
            shared_server.come(role, Scope(assessment_id=assessment_id))
            app = open_page("results/page.py", assessment_id=assessment_id, list="gaps")
            has_any = response is MIXED
            assert bool(app.download_button) is (files and has_any), role
            views = [option for group in app.button_group if group.key == "choice-list" for option in group.options]
            assert ("Downloads" in views) is (files and has_any), role
            assert bool(app.get("page_link")) is (to_rate and not has_any), role
            assert bool(opened_by(app, "gap")) is (to_rate and has_any), role
            assert ("Nothing is rated yet" in words(app)) is not has_any, role
            assert not app.exception


def test_a_report_has_no_other_response_than_those_that_its_reader_may_see(shared_server: SharedServer) -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, {"INV-01": Rating.ABSENT})
    own = shared_server.keep(catalogue, response, "Ministry")
    shared_server.keep(catalogue, replace(response, voice=Voice.CIVIL_SOCIETY, organisation="Whistle"), "Another")
    assert "Whistle" in said_in(handout(shared_server.access, own).excel())
    shared_server.come(Role.READER, Scope("Ministry"))
    assert "Whistle" not in said_in(handout(state.gate(), own).excel())


def test_beside_an_agreed_rating_stands_how_far_the_votes_lay_apart_until_it_is_changed(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = a_catalogue(items={"INV-01": {"red_line": True}, "INV-04": {"red_line": True}})
    monkeypatch.setattr("tests.support.room.a_catalogue", lambda: marked)
    room = hold_room(state.entrance()._storage, state=3, plan=a_plan(title="Two days <in> Boruna"))
    for item in ("INV-01", "INV-02", "INV-03"):
        room.steps(item, Step.OPEN)
        room.vote_all(item, [Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT])
        room.steps(item, Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, "INV-01", AgreedRating(Rating.PARTIAL))
    room.steps("INV-02", Step.PARK)
    assessment_id = room.response
    assert assessment_id is not None
    app = open_page("results/page.py", assessment_id=assessment_id)
    said = words(app)
    assert "1 of 1 rating was agreed in the workshop “Two days <in> Boruna”." in said
    assert "Parked, without an agreed rating: INV-02." in said
    # Three pairs: two are a half apart, one is one apart.
    (label,) = [expander.label for expander in app.expander if "INV-01" in expander.label]
    assert label.endswith(" · Spread 0.67 (n = 3)")
    access = page_gate("Asha")
    save_answer(access, assessment_id, "INV-04", Answer(Rating.ABSENT), expected_revision=0)
    assert "1 of 2 ratings were agreed in the workshop" in words(app.run())
    save_answer(access, assessment_id, "INV-01", Answer(Rating.ABSENT), expected_revision=1)
    assert "0 of 2 ratings were agreed in the workshop" in words(app.run())
    assert any("Spread 0.67 (n = 3), changed after" in expander.label for expander in app.expander)


def test_what_an_anonymous_workshop_withholds_has_no_spread(open_page: OpenPage) -> None:
    room = hold_room(state.entrance()._storage, state=5, plan=a_plan(anonymous=True))
    room.steps("INV-01", Step.OPEN)
    room.vote_all("INV-01", [Rating.ABSENT, Rating.PARTIAL])
    room.steps("INV-01", Step.CLOSE, Step.REVEAL)
    record_agreement(room.lead, room.id, "INV-01", AgreedRating(Rating.PARTIAL))
    assessment_id = room.response
    app = open_page("results/page.py", assessment_id=assessment_id, list="gaps")
    assert "1 of 1 rating was agreed in the workshop" in words(app)
    assert not any("(n =" in text for text in (words(app), *(expander.label for expander in app.expander)))


def test_a_gap_on_which_a_workshop_agreed_has_its_reason_dissent_and_votes_and_the_rest_is_not_assessed(
    open_page: OpenPage,
) -> None:
    room = hold_room(state.entrance()._storage, state=2, plan=a_plan(recommendations=("INV-01", "INV-02")))
    room.steps("INV-01", Step.OPEN)
    room.vote_all("INV-01", [Rating.ABSENT, Rating.PARTIAL])
    room.steps("INV-01", Step.CLOSE, Step.REVEAL)
    record_agreement(
        room.lead, room.id, "INV-01", AgreedRating(Rating.PARTIAL, "Two of five", "Dina: none in the north")
    )
    finish_workshop(room.lead, room.id)
    assessment_id = room.response
    app = open_page("results/page.py", assessment_id=assessment_id, list="gaps")
    said = words(unfold(app, "card-INV-01"))
    for told in ("Two of five", "Dina: none in the north", "1 partial, 1 absent (n = 2)"):
        assert said.count(told) == 1, told
    assert "of the 2 recommendations on the agenda. The other 3 were not assessed in this workshop." in said
    assert "All recommendations. Partial: 1, Not answered: 1" in said
