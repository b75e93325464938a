"""A workshop by command, from its preparation to its end, as a person or a script leads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assessment import config
from assessment.domain.model import Answer, Voice
from assessment.domain.workshop.stages import Stage
from assessment.services.workshops.codes import JOIN_LENGTH
from assessment.storage import Newcomer, Secrets, open_repository
from tests.support.commands import refused, said, said_json, use_own_settings

ITEM, OTHER = "GCM10-01", "GCM10-02"
TWO_VOICES = ("--voices", "state", "civil_society", "--by", "voice")


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


def prepared(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """The id of a new workshop."""
    return str(said_json(capsys, "workshop", "create", "Boruna 2026", "--country", "XAB", *options)["id"])


def vote_on_paper(capsys: pytest.CaptureFixture[str], workshop_id: str, *ratings: str, voice: str = "state") -> None:
    for rating in ratings:
        said(capsys, "workshop", "vote-for", workshop_id, "--new", "--voice", voice, "--rating", rating)


def stage_of(capsys: pytest.CaptureFixture[str], workshop_id: str, item: str = ITEM) -> str:
    places = said_json(capsys, "workshop", "status", workshop_id)["recommendations"]
    return next(str(place["stage"]) for place in places if place["id"] == item)


def test_a_workshop_is_prepared_with_everything_that_is_said_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        *TWO_VOICES, "--tables", "Harbour", "Market", "--recommendations", OTHER, ITEM, "--round", "2026 baseline",
        "--date", "2026-11-24", "--voice", "state", "--organisation", "Ministry", "--anonymous", "--reveals-itself",
        "--kept-until", "2027-01-31", "--owner", "Ministry of Labour",
    )  # fmt: skip
    made = said_json(capsys, "workshop", "create", "Boruna 2026", "--country", "xab", *words)
    assert made["plan"] == {
        "title": "Boruna 2026",
        "country": "XAB",
        "recommendations": [ITEM, OTHER],
        "kept_until": "2027-01-31",
        "round": {"label": "2026 baseline", "date": "2026-11-24"},
        "voice": "state",
        "organisation": "Ministry",
        "voices": ["state", "civil_society"],
        "tables": ["Harbour", "Market"],
        "breakdown": "voice",
        "anonymous": True,
        "reveals_itself": True,
    }
    assert (made["owner"], made["door"], len(made["code"])) == ("Ministry of Labour", "closed", JOIN_LENGTH)
    (response,) = said_json(capsys, "responses")
    assert (response["id"], response["organisation"]) == (made["response"], "Ministry")
    (listed,) = said_json(capsys, "workshop", "list")
    assert (listed["id"], listed["title"], listed["joined"]) == (made["id"], "Boruna 2026", 0)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--country", "Boruna"), "is not a country or area"),
        (("--country", "XAB", "--recommendations", "GCM10-99"), "GCM10-99"),
        (("--country", "XAB", "--date", "tomorrow"), "is not a date"),
        (("--country", "XAB", "--by", "voice"), "Choose voices"),
        (("--country", "XAB", "--owner", "two\nlines"), "is not allowed"),
    ],
)
def test_a_workshop_that_can_not_be_is_not_prepared(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str
) -> None:
    assert reason in refused(capsys, "workshop", "create", "Boruna 2026", *words)
    assert said_json(capsys, "workshop", "list") == []
    assert said_json(capsys, "responses") == []


def test_a_recommendation_goes_its_whole_way_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys, *TWO_VOICES)
    assert "First vote: open" in said(capsys, "workshop", "open", workshop_id, ITEM)
    vote_on_paper(capsys, workshop_id, "implemented", "partial")
    vote_on_paper(capsys, workshop_id, "absent", voice="civil_society")
    # Where the room is need not be named.
    for command, words in (
        ("close", "First vote: closed"),
        ("reopen", "First vote: open"),
        ("close", "First vote: closed"),
        ("reveal", "First vote: revealed"),
        ("second", "Second vote: open"),
        ("close", "Second vote: closed"),
        ("reveal", "Second vote: revealed"),
        ("park", "Parked"),
        ("reopen", "Second vote: revealed"),
    ):
        assert words in said(capsys, "workshop", command, workshop_id)
    (agreed,) = said_json(
        capsys, "workshop", "agree", workshop_id, ITEM, "--rating", "partial", "--reason", "Two of five shelters",
        "--dissent", "Dina: none in the north", "--evidence", "Law 12", "--next-step", "Ask the north",
    )  # fmt: skip
    assert (agreed["id"], agreed["stage"]) == (ITEM, Stage.AGREED_AFTER_SECOND)
    (response,) = said_json(capsys, "responses")
    answer = json.loads(said(capsys, "export", response["id"]))["answers"][ITEM]
    assert {key: answer[key] for key in ("rating", "reason", "comment", "evidence", "action")} == {
        "rating": "partial",
        "reason": "Two of five shelters",
        "comment": "Dina: none in the north",
        "evidence": "Law 12",
        "action": "Ask the north",
    }
    assert "Second vote: revealed" in said(capsys, "workshop", "reopen", workshop_id)


def test_what_is_not_said_of_an_agreed_rating_stays_and_what_is_said_to_be_nothing_goes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    workshop_id = prepared(capsys)
    for command in ("open", "close", "reveal"):
        said(capsys, "workshop", command, workshop_id, ITEM)
    (response,) = said_json(capsys, "responses")
    with open_repository(config.settings().database_url) as repository:
        theirs = Answer(reason="No harbour", evidence="Law 12", action="Ask the north")
        repository.save_answer(response["id"], ITEM, theirs, expected_revision=0, author="Chen")

    def agree(*words: str) -> dict[str, str]:
        said(capsys, "workshop", "agree", workshop_id, ITEM, *words)
        answer = json.loads(said(capsys, "export", response["id"]))["answers"][ITEM]
        return {key: answer[key] for key in ("reason", "comment", "evidence", "action") if key in answer}

    before = {"reason": "No harbour", "evidence": "Law 12", "action": "Ask the north"}
    assert agree("--rating", "not_applicable", "--dissent", "Dina: one") == before | {"comment": "Dina: one"}
    said(capsys, "workshop", "reopen", workshop_id, ITEM)
    assert agree("--rating", "not_applicable") == before | {"comment": "Dina: one"}
    said(capsys, "workshop", "reopen", workshop_id, ITEM)
    nothing = ("--reason", "", "--dissent", "", "--evidence", "", "--next-step", "")
    assert agree("--rating", "partial", *nothing) == {}


def test_a_step_that_is_not_possible_says_what_is(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    assert "Name one." in refused(capsys, "workshop", "close", workshop_id)
    assert "use “--all”" in refused(capsys, "workshop", "open", workshop_id)
    assert "open the first vote" in refused(capsys, "workshop", "reveal", workshop_id, ITEM)
    assert "is not voted on" in refused(capsys, "workshop", "open", workshop_id, "GCM10-99")
    assert "There is no such workshop" in refused(capsys, "workshop", "status", "w1")
    said(capsys, "workshop", "open", workshop_id, ITEM)
    said(capsys, "workshop", "close", workshop_id)
    said(capsys, "workshop", "reveal", workshop_id)
    assert "needs a reason" in refused(capsys, "workshop", "agree", workshop_id, "--rating", "not_applicable")
    assert stage_of(capsys, workshop_id) == Stage.FIRST_REVEALED


def test_for_voting_at_home_every_first_vote_is_opened_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    said(capsys, "workshop", "open", workshop_id, OTHER)
    said(capsys, "workshop", "close", workshop_id)
    opened = said_json(capsys, "workshop", "open", workshop_id, "--all")
    assert len(opened) == 32
    assert {place["stage"] for place in opened} == {Stage.FIRST_OPEN}
    state = said_json(capsys, "workshop", "status", workshop_id)
    assert (state["current"], stage_of(capsys, workshop_id, OTHER)) == (OTHER, Stage.FIRST_CLOSED)
    assert len(said_json(capsys, "workshop", "close", workshop_id, "--all")) == 32
    assert len(said_json(capsys, "workshop", "reveal", workshop_id, "--all")) == 33
    assert "no recommendation" in refused(capsys, "workshop", "open", workshop_id, "--all")


def test_opening_every_first_vote_takes_the_room_to_none_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    with open_repository(config.settings().database_url) as repository:
        repository.workshops.go_to(workshop_id, ITEM)
    said(capsys, "workshop", "open", workshop_id, "--all")
    assert said_json(capsys, "workshop", "status", workshop_id)["current"] is None
    said(capsys, "workshop", "close", workshop_id, "--all")
    said(capsys, "workshop", "reveal", workshop_id, "--all")
    assert said_json(capsys, "workshop", "status", workshop_id)["current"] is None


def test_the_door_tells_its_code_and_takes_another_and_the_heads(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    first = said_json(capsys, "workshop", "door", workshop_id, "open", "--heads", "24")
    assert (first["door"], first["heads"]) == ("open", 24)
    assert first["code"] in said(capsys, "workshop", "door", workshop_id)
    second = said_json(capsys, "workshop", "door", workshop_id, "closed", "--new-code")
    assert (second["door"], second["heads"]) == ("closed", 24)
    assert second["code"] != first["code"]
    assert "how many people" in refused(capsys, "workshop", "door", workshop_id, "--heads", "-1")


def test_the_status_says_who_is_in_and_how_many_have_voted_and_never_what(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys, *TWO_VOICES)
    said(capsys, "workshop", "door", workshop_id, "open", "--heads", "4")
    said(capsys, "workshop", "open", workshop_id, ITEM)
    vote_on_paper(capsys, workshop_id, "dont_know", "dont_know")
    vote_on_paper(capsys, workshop_id, "not_applicable", voice="civil_society")
    said(capsys, "workshop", "vote-for", workshop_id, "--participant", "3", "--withdraw")
    text = said(capsys, "workshop", "status", workshop_id, "--participants")
    assert "door open" in text
    assert "3 participants, 4 heads in the room" in text
    assert f"→ {ITEM}  First vote: open" in text
    assert "2 of 3 voted (State 2 of 2, Civil society 0 of 1)" in text
    assert "3  Civil society  on paper" in text
    state = said_json(capsys, "workshop", "status", workshop_id, "--participants")
    (turnout,) = state["turnout"]
    assert (turnout["recommendation"], turnout["vote"], turnout["late"]) == (ITEM, 1, 0)
    assert (turnout["present"], turnout["voted"]) == ({"civil_society": 1, "state": 2}, {"state": 2})
    assert [seat["number"] for seat in state["participants"]] == [1, 2, 3]
    for shown in (text, json.dumps({key: value for key, value in state.items() if key != "plan"})):
        assert "dont_know" not in shown
        assert "not_applicable" not in shown
        assert "Don’t know" not in shown


def test_what_is_printed_of_a_vote_from_paper_is_not_what_was_voted(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    said(capsys, "workshop", "open", workshop_id, ITEM)
    text = said(capsys, "workshop", "vote-for", workshop_id, "--new", "--rating", "absent", "--remark", "Nowhere")
    data = said_json(capsys, "workshop", "vote-for", workshop_id, "--participant", "1", "--rating", "absent")
    assert (data["participant"], data["recommendation"], data["vote"], data["revision"]) == (1, ITEM, 1, 2)
    for shown in (text, json.dumps(data)):
        assert "bsent" not in shown
        assert "Nowhere" not in shown


def test_in_an_anonymous_workshop_nobody_types_in_what_others_vote_by_phone(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys, *TWO_VOICES, "--anonymous")
    with open_repository(config.settings().database_url) as repository:
        for number in range(5):
            repository.workshops.join(workshop_id, Newcomer(Voice.STATE), Secrets(f"{number}"), through_door=False)
    said(capsys, "workshop", "open", workshop_id, ITEM)
    words = ("workshop", "vote-for", workshop_id, "--rating", "absent")
    assert "Add somebody who votes on paper, and merge the two" in refused(capsys, *words, "--participant", "1")
    assert "participant 6" in said(capsys, *words, "--new", "--voice", "state")
    said(capsys, *words, "--participant", "6")


def test_nobody_is_added_for_a_vote_that_is_not_open(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    assert "closed" in refused(capsys, "workshop", "vote-for", workshop_id, ITEM, "--new", "--rating", "absent")
    assert said_json(capsys, "workshop", "status", workshop_id)["joined"] == 0


def test_a_new_participant_says_what_the_workshop_asks_and_a_known_one_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    workshop_id = prepared(capsys, *TWO_VOICES, "--tables", "Harbour", "Market")
    said(capsys, "workshop", "open", workshop_id, ITEM)
    words = ("workshop", "vote-for", workshop_id, ITEM, "--rating", "partial")
    assert "Choose for whom you speak." in refused(capsys, *words, "--new", "--table", "Harbour")
    assert "Choose your table." in refused(capsys, *words, "--new", "--voice", "state", "--table", "Inn")
    said(capsys, *words, "--new", "--voice", "state", "--table", "Harbour", "--name", "Asha")
    assert "use them with “--new”" in refused(capsys, *words, "--participant", "1", "--voice", "state")
    assert "No participant has the number 2" in refused(capsys, *words, "--participant", "2")


def test_participants_are_removed_and_merged_by_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys, *TWO_VOICES)
    said(capsys, "workshop", "open", workshop_id, ITEM)
    vote_on_paper(capsys, workshop_id, "absent", "absent", "absent")
    assert "removed" in said(capsys, "workshop", "remove", workshop_id, "1")
    merged = said_json(capsys, "workshop", "merge", workshop_id, "2", "3")
    assert (merged["number"], merged["merged_into"]) == (2, 3)
    assert "same number" in refused(capsys, "workshop", "merge", workshop_id, "3", "3")
    assert "No participant has the number 1" in refused(capsys, "workshop", "remove", workshop_id, "1")
    state = said_json(capsys, "workshop", "status", workshop_id, "--participants")
    assert [seat["number"] for seat in state["participants"]] == [3]
    assert state["turnout"][0]["voted"] == {"state": 1}


def test_a_workshop_is_finished_when_nothing_is_hidden_and_deleted_by_its_title(
    capsys: pytest.CaptureFixture[str],
) -> None:
    workshop_id = prepared(capsys)
    said(capsys, "workshop", "open", workshop_id, ITEM)
    assert "still open" in refused(capsys, "workshop", "finish", workshop_id)
    said(capsys, "workshop", "close", workshop_id)
    said(capsys, "workshop", "reveal", workshop_id)
    finished = said_json(capsys, "workshop", "finish", workshop_id)
    assert (finished["code"], finished["door"]) == (None, "closed")
    assert finished["finished"]
    assert "finished" in said(capsys, "workshop", "list")
    assert "finished" in refused(capsys, "workshop", "open", workshop_id, OTHER)
    assert "type its title: Boruna 2026" in refused(capsys, "workshop", "delete", workshop_id, "--title", "Boruna")
    assert said_json(capsys, "workshop", "delete", workshop_id, "--title", "boruna 2026") == {"deleted": workshop_id}
    assert said_json(capsys, "workshop", "list") == []
    assert len(said_json(capsys, "responses")) == 1


def test_a_terminal_is_safe_from_what_titles_and_names_hold(capsys: pytest.CaptureFixture[str]) -> None:
    made: dict[str, Any] = said_json(capsys, "workshop", "create", "Bo\u202eruna", "--country", "XAB")
    said(capsys, "workshop", "open", made["id"], ITEM)
    said(capsys, "workshop", "vote-for", made["id"], "--new", "--name", "As\u202eha", "--rating", "absent")
    text = said(capsys, "workshop", "status", made["id"], "--participants") + said(capsys, "workshop", "list")
    assert "\u202e" not in text
    assert "Bo�runa" in text
    assert "As�ha" in text


def test_changes_are_signed_by_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    said(capsys, "workshop", "open", workshop_id, ITEM)
    with open_repository(config.settings().database_url) as repository:
        assert {event.author for event in repository.workshops.events(workshop_id)} == {"command line"}
