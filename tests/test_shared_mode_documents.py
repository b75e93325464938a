"""The documents of shared mode say what the software does."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from assessment.access.entrance import Entrance
from assessment.access.gate import Gate, VisitEnded
from assessment.access.links import ADMINISTRATOR_DAYS, DAYS, KEY_BYTES, KEY_LENGTH, MOST_DAYS, new_key
from assessment.domain.permissions import ALLOWED, EVERYTHING, Action, Role, Scope
from assessment.parsing.limits import COPIES_KEPT_DAYS, NAME_LIMIT
from assessment.records.links import LinkState
from assessment.records.sign_ins import Identity
from assessment.services.diagnosis import LOW, TOO_LOW, Check, Outcome
from assessment.storage.links import KEPT_AFTER_END
from assessment.storage.opening import KEPT_AFTER_DELETION, open_storage
from tests.support.commands import said, said_json, use_own_settings
from tests.support.documents import document, in_one_line, messages, quoted, section, table
from tests.support.links import a_visit
from tests.support.ports import free_port
from tests.support.provider import write_rules
from tests.support.room import hold_room

PARTS = {
    "--organisation": Scope(organisation="any"),
    "--response": Scope(assessment_id="any"),
    "--workshop": Scope(workshop_id="any"),
}


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


def of_security(heading: str) -> list[list[list[str]]]:
    """The tables under a heading of the document."""
    parts = re.split(r"\n\n(?=\|)", section(document("security.md"), heading))
    return [table(f"{part}\n") for part in parts if part.startswith("|")]


def test_each_role_may_do_in_the_table_what_the_gate_allows() -> None:
    _scopes, actions, _ways = of_security("Who may do what")
    (head,) = re.findall(r"^\| Action \|(.*)\|$", document("security.md"), re.MULTILINE)
    roles = [Role(name) for name in quoted(head)]
    assert roles == list(Role)
    said_of = {Action(quoted(row[0])[0]): dict(zip(roles, row[1:], strict=True)) for row in actions}
    assert list(said_of) == list(Action)
    assert {action: {role: cell == "yes" for role, cell in row.items()} for action, row in said_of.items()} == {
        action: {role: action in ALLOWED[role] for role in Role} for action in Action
    }
    assert {cell for row in actions for cell in row[1:]} == {"yes", "no"}


def test_what_the_documents_say_of_keys_and_times_is_so() -> None:
    assert len(new_key()) == KEY_LENGTH
    bits = f"{8 * KEY_BYTES} random bits"
    assert bits in document("security.md")
    assert f"{bits}, as {KEY_LENGTH} characters" in document("limits.md")
    assert f"{NAME_LIMIT} characters, like every name" in document("limits.md")
    assert f"1 to {MOST_DAYS} days; {DAYS} unless another end is given, an administrator’s {ADMINISTRATOR_DAYS}" in (
        document("limits.md")
    )
    create = in_one_line(section(document("commands.md"), "links create"))
    assert f"1 to {MOST_DAYS}. Without either it works {DAYS} days, an administrator’s {ADMINISTRATOR_DAYS}." in create
    assert KEPT_AFTER_END == KEPT_AFTER_DELETION == timedelta(days=30)
    (kept,) = of_security("What is kept, and how long")
    assert timedelta(days=COPIES_KEPT_DAYS) == KEPT_AFTER_DELETION
    assert sum("30 days" in row[1] for row in kept) == 4


def test_what_each_role_needs_is_what_links_create_asks_for() -> None:
    rows = table(section(document("commands.md"), "links create"))
    assert [quoted(row[0]) for row in rows] == [[role.value] for role in Role]
    for row in rows:
        role = Role(quoted(row[0])[0])
        fitting = {option for option, scope in PARTS.items() if scope.fits(role)}
        assert set(quoted(row[1])) == fitting
        assert (row[1] == "nothing") == EVERYTHING.fits(role)


def test_the_json_of_links_has_the_keys_that_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    made = said_json(capsys, "links", "create", "administrator")
    (listed,) = said_json(capsys, "links", "list")
    (sentence,) = re.findall(r"a list of (.*?)\.\n", section(document("commands.md"), "links list"), re.DOTALL)
    states = {state.value for state in LinkState}
    assert states <= set(quoted(sentence))
    assert set(quoted(sentence)) - states == set(listed) | set(listed["scope"])
    (more,) = re.findall(
        r"gives for a link, and (.*?)\.$", section(document("commands.md"), "links create"), re.MULTILINE
    )
    assert set(quoted(more)) == set(made) - set(listed) == {"links"}


def test_the_json_and_the_checks_of_the_doctor_are_those_that_are_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = section(document("commands.md"), "doctor")
    assert [quoted(row[0]) for row in table(text)] == [[check.value] for check in Check]
    (sentence,) = re.findall(r"a list of (.*?)\.\n", text, re.DOTALL)
    outcomes = {outcome.value for outcome in Outcome}
    assert outcomes <= set(quoted(sentence))
    for found in said_json(capsys, "doctor"):
        assert set(found) == set(quoted(sentence)) - outcomes
    assert (LOW, TOO_LOW) == (10**9, 10**8)
    assert "a notice below 1 GB, a problem below 100 MB" in text


def test_the_json_of_serve_has_the_keys_that_are_documented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_own_settings(monkeypatch, tmp_path, ADDRESS="127.0.0.1", PORT=str(free_port()))
    said(capsys, "links", "create", "administrator")
    monkeypatch.setattr("assessment.cli.serving.become", lambda *_arguments: None)
    printed = json.loads(said(capsys, "serve", "--json"))
    (sentence,) = re.findall(r"never a key: (.*?)\.\n", section(document("commands.md"), "serve"), re.DOTALL)
    assert set(quoted(sentence)) - {"doctor"} == set(printed)


def test_what_a_message_says_on_the_page_about_serving_is_said_by_the_software() -> None:
    rows = table(section(document("serving.md"), "If it doesn’t open"))
    seen = [sentence for row in rows for sentence in re.findall("“([^”]+)”", row[0])]
    assert len(seen) == 2
    assert [sentence for sentence in seen if not any(message.startswith(sentence) for message in messages())] == []


def test_each_identity_may_do_what_the_table_says(tmp_path: Path) -> None:
    rows = table(section(document("security.md"), "What each identity may do"))
    said = {row[0]: row[2] for row in rows}
    with open_storage(f"sqlite:///{tmp_path / 'assessments.db'}") as repository:
        door = Entrance(repository, write_rules(tmp_path, "https://login.example.org"))
        room = hold_room(repository, state=1)

        def allowed(gate: Gate) -> frozenset[Action]:
            try:
                return gate.grant().actions
            except VisitEnded:
                return frozenset()

        def signed_in(group: str) -> Gate:
            return door.visit_gate(door.sign_in(Identity("an issuer and a person", "Ada", groups=(group,)))[0])

        found = {
            "The person at the machine": allowed(door.personal_gate("Asha")),
            "Signed in, as administrator": allowed(signed_in("gap-admins")),
            "Signed in, as facilitator": allowed(signed_in("labour")),
            "By a link": frozenset().union(*(allowed(door.visit_gate(a_visit(repository, role))) for role in Role)),
            "A participant’s phone": allowed(door.visit_gate(room.phones[0])),
            "Anyone else": allowed(door.visit_gate(None)),
        }
        assert door.ballot_box().seat(room.phones[0])[0] == room.id
    every = {f"`{action}`" for action in Action}
    assert list(said) == list(found)
    for identity, actions in found.items():
        words = said[identity]
        named = set(re.findall("`[a-z]+`", words))
        if words.startswith("everything but"):
            assert every - named == {f"`{action}`" for action in actions}, identity
        elif identity == "By a link":
            assert (actions, words) == (frozenset(Action), "what its [role](#who-may-do-what) may")
        elif identity == "A participant’s phone":
            assert (actions, named) == (frozenset(), {"`vote`"})
        else:
            assert (actions, words) == (frozenset(), "nothing: it sees the start page"), identity
