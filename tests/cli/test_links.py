"""Links by command: who gets which, for how long, and that a key is told once."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from assessment import config
from assessment.access.entrance import Entrance, KeyRefused
from assessment.domain.permissions import Role, Scope
from assessment.storage.opening import open_storage
from tests.cli.test_main import SAMPLE
from tests.support.commands import imported, refused, said, said_json, use_own_settings
from tests.support.room import a_workshop

KEYS = {"id", "role", "scope", "name", "created", "ends", "last_used", "state"}
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(
        monkeypatch, tmp_path, ADDRESS="127.0.0.1", PORT="8765", HOST_NAMES="hall.example room.example", MODE="shared"
    )


def enter(key: str) -> tuple[Role, Scope]:
    with open_storage(config.settings().database_url) as repository:
        _token, grant = Entrance(repository).enter(key, "Bela")
    return grant.role, grant.scope


def key_in(address: str) -> str:
    return address.partition("#")[2]


def days_left(link: dict[str, str]) -> float:
    return (dt.datetime.fromisoformat(link["ends"]) - dt.datetime.now(dt.UTC)) / DAY


def test_a_link_is_printed_for_each_address_and_lets_people_in(capsys: pytest.CaptureFixture[str]) -> None:
    *links, words = said(capsys, "links", "create", "facilitator", "--organisation", "Ministry").splitlines()
    assert [link.partition("#")[0] for link in links] == [
        "http://hall.example:8765/enter",
        "http://room.example:8765/enter",
    ]
    (key,) = {key_in(link) for link in links}
    assert enter(key) == (Role.FACILITATOR, Scope(organisation="Ministry"))
    assert "It isn’t shown again" in words


def test_each_role_gets_a_link_for_its_part_of_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    response = imported(capsys, str(SAMPLE))
    with open_storage(config.settings().database_url) as repository:
        workshop = a_workshop(repository)
    wanted = {
        ("administrator",): Scope(),
        ("facilitator", "--organisation", "Ministry"): Scope(organisation="Ministry"),
        ("co-editor", "--response", response): Scope(assessment_id=response),
        ("reader", "--response", response): Scope(assessment_id=response),
        ("reader", "--organisation", "Ministry"): Scope(organisation="Ministry"),
        ("projector", "--response", response): Scope(assessment_id=response),
        ("projector", "--workshop", workshop): Scope(workshop_id=workshop),
        ("participant", "--workshop", workshop): Scope(workshop_id=workshop),
    }
    for words, scope in wanted.items():
        made = said_json(capsys, "links", "create", *words, "--name", "Bela")
        assert set(made) == KEYS | {"links"}
        assert made["scope"] == {
            "organisation": scope.organisation,
            "response": scope.assessment_id,
            "workshop": scope.workshop_id,
        }
        assert (made["role"], made["name"], made["state"], made["last_used"]) == (words[0], "Bela", "open", None)
        assert enter(key_in(made["links"][0])) == (Role(words[0]), scope)
    assert len(said_json(capsys, "links", "list")) == len(wanted)


def test_what_cannot_be_a_link_is_a_sentence_and_none_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (("facilitator",), "A facilitator’s link needs an organisation."),
        (("administrator", "--organisation", "Ministry"), "for the whole server"),
        (("co-editor", "--response", "nobody"), "There is no response “nobody”"),
        (("projector", "--workshop", "gone"), "There is no such workshop"),
        (("reader", "--organisation", "x" * 201), "longer than 200 characters"),
        (("administrator", "--name", "Ash\na"), "not allowed"),
        (("administrator", "--days", "367"), "A link ends after 1 to 366 days"),
        (("administrator", "--until", "2020-01-01"), "A link ends after 1 to 366 days"),
        (("administrator", "--until", "9999-12-31"), "A link ends after 1 to 366 days"),
        (("administrator", "--until", "soon"), "'soon' does not match the format '%Y-%m-%d'"),
    ):
        assert told in refused(capsys, "links", "create", *words), words
    assert said_json(capsys, "links", "list") == []


def test_what_is_no_command_is_told_with_how_to_write_it(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("visitor",), ("reader", "--response", "a", "--workshop", "b"), ("reader", "--days", "x")):
        assert "Usage: python -m assessment links create" in refused(capsys, "links", "create", *words)


def test_links_are_listed_with_what_became_of_them_and_without_their_keys(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    response = imported(capsys, str(SAMPLE))
    used = said_json(capsys, "links", "create", "co-editor", "--response", response, "--name", "Bela")
    enter(key_in(used["links"][0]))
    revoked = said_json(capsys, "links", "create", "administrator")
    told = said(capsys, "links", "renew", revoked["id"])
    assert said(capsys, "links", "revoke", revoked["id"]) == "Revoked. The link no longer works.\n"
    key = key_in(revoked["links"][0])
    with pytest.raises(KeyRefused):
        enter(key)
    for command, unknown in (("renew", revoked["id"]), ("revoke", "l0"), ("renew", "\x1b[31mred")):
        assert "There is no such link" in refused(capsys, "links", command, unknown)

    listed = {link["id"]: link for link in said_json(capsys, "links", "list")}
    assert {frozenset(link) for link in listed.values()} == {frozenset(KEYS)}
    assert (listed[used["id"]]["state"], listed[revoked["id"]]["state"]) == ("open", "revoked")
    assert dt.datetime.fromisoformat(listed[used["id"]]["last_used"]).tzinfo is not None
    told += said(capsys, "links", "list") + said(capsys, "links", "list", "--json")
    assert key not in told
    assert not any(key.encode() in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    of_revoked, of_used = said(capsys, "links", "list").splitlines()
    assert re.fullmatch(
        f"{revoked['id']}  revoked  administrator  made .*  ends .*  never used .*  whole server", of_revoked
    )
    assert re.fullmatch(f"{used['id']}  open +co-editor +made .*  ends .*  last used .*  Boruna .*  Bela", of_used)


def test_a_link_ends_when_it_is_told_to_and_is_renewed_for_as_long_as_a_new_one_or_as_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def renewed(made: str, *words: str) -> float:
        assert "Renewed. The link works until" in said(capsys, "links", "renew", made, *words)
        return next(days_left(link) for link in said_json(capsys, "links", "list") if link["id"] == made)

    today = dt.datetime.now().astimezone().date()
    made = said_json(capsys, "links", "create", "administrator", "--until", (today + 7 * DAY).isoformat())
    assert 6.9 < days_left(made) <= 8.1
    administrator = made["id"]
    reader = said_json(capsys, "links", "create", "reader", "--organisation", "Ministry", "--days", "3")["id"]
    assert 2.9 < next(days_left(link) for link in said_json(capsys, "links", "list") if link["id"] == reader) <= 3
    assert 29.9 < renewed(administrator) <= 30
    assert 13.9 < renewed(reader) <= 14
    assert 99.9 < renewed(reader, "--days", "100") <= 100


def test_no_name_of_a_link_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    steering = "Har\u202ebours"
    said(capsys, "links", "create", "reader", "--organisation", steering, "--name", steering)
    lines = said(capsys, "links", "list")
    assert lines.count("Har�bours") == 2
    assert all(line.isprintable() for line in lines.split("\n"))
    (listed,) = json.loads(said(capsys, "links", "list", "--json"))
    assert (listed["name"], listed["scope"]["organisation"]) == (steering, steering)
