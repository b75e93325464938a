"""Who may sign in, as a file says it; and what is stored of those who do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from assessment.access.entrance import Entrance
from assessment.access.sign_ins import (
    FORMAT,
    MOST_HOURS,
    USUAL_HOURS,
    SignInRules,
    end_sign_ins,
    list_sign_ins,
    load_rules,
    read_rules,
)
from assessment.domain.permissions import EVERYTHING, Role, Scope
from assessment.errors import FileRefused
from assessment.records.sign_ins import Identity, SignInRefused, SignInUnavailable, SignInUnknown
from assessment.storage.opening import open_storage
from assessment.storage.sign_ins import purge_sign_ins
from tests.support.documents import code_blocks, document, quoted, section, table
from tests.support.gates import as_admin, in_transaction
from tests.support.provider import RULES, write_rules

ADA = Identity("https://login.example.org 7", "Ada", groups=("gap-admins",))
ANNA = Identity("https://login.example.org 8", "Anna", "ANNA@example.org")


def problems(text: str) -> list[str]:
    with pytest.raises(FileRefused) as caught:
        read_rules(text.encode(), "sign-in.yaml")
    return str(caught.value).splitlines()


def test_the_file_in_the_document_is_read_as_the_document_says() -> None:
    (example,) = (block for block in code_blocks(document("sign-in.md"), "yaml"))
    rules = read_rules(example.encode(), "sign-in.yaml")
    assert (rules.format, rules.hours, rules.groups_claim) == (FORMAT, USUAL_HOURS, "groups")
    assert rules.place_of("", ["gap-admins"]) == (Role.ADMINISTRATOR, EVERYTHING)
    assert rules.place_of("anna@example.org", []) == (Role.FACILITATOR, Scope("Ministry of Labour"))
    assert rules.place_of("bela@example.org", ["labour"]) == (Role.FACILITATOR, Scope("Ministry of Labour"))
    assert rules.place_of("bela@example.org", ["Labour"]) == (Role.FACILITATOR, Scope("Coalition"))
    assert rules.place_of("", []) is None
    keys = table(section(document("sign-in.md"), "Set it up"))
    assert [quoted(row[0]) for row in keys] == [[each.name] for each in fields(SignInRules)]
    assert f"1 to {MOST_HOURS}, otherwise {USUAL_HOURS}" in document("sign-in.md")


def test_an_address_that_only_looks_or_folds_like_one_in_the_file_is_another_persons() -> None:
    text = RULES.format(issuer="https://login.example.org").replace("anna@example.org", "asa@strasse.example")
    rules = read_rules(text.encode(), "sign-in.yaml")
    assert rules.place_of("Asa@Strasse.Example", []) is not None
    for address in ("asa@straße.example", "aſa@strasse.example", "asa@strasſe.example", "аsa@strasse.example"):
        assert rules.place_of(address, []) is None, address


def test_every_problem_of_the_file_is_told_at_once() -> None:
    told = problems(
        """\
format: gap-assessment-sign-in/2
issuer: http://login.example.org
hours: 25
name: "two\\nlines"
administrators:
  addresses: [anna, bela@example.org]
facilitators:
  - organisation: " "
    groups: [labour]
    people: [x]
  - addresses: [Bela@example.org]
    groups: labour
"""
    )
    for said in (
        "“gap-assessment-sign-in/2” is not recognised",
        "“http://login.example.org” is not an issuer",
        "“client” is missing",
        "This is the number 25. Write a whole number from 1 to 24",
        "Character 4 (U+000A) is not allowed",
        "“anna” is not in the expected format",
        "This is empty",
        "“people” is not recognised",
        "“organisation” is missing",
        "Put it in square brackets",
        "“bela@example.org” appears more than once",
        "“group labour” appears more than once",
    ):
        assert any(said in line for line in told), (said, told)


def test_a_file_that_lets_nobody_in_or_is_no_such_file_is_refused() -> None:
    sound = f"format: {FORMAT}\nissuer: https://login.example.org\nclient: gaps\n"
    assert problems(sound) == [
        "sign-in.yaml: line 1: Nobody may sign in. Name addresses or groups of administrators or facilitators."
    ]
    assert problems("") == ["sign-in.yaml: The file is empty. Fill it in."]
    assert problems("- a list") != []
    assert problems("x" * 2_000_000) != []
    for issuer in ("https://", "https://a b", "ftp://login.example.org", "https://login.example.org?x=1", "login"):
        assert any("is not an issuer" in line for line in problems(sound.replace("https://login.example.org", issuer)))


def test_the_file_is_read_again_when_it_changes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = write_rules(tmp_path, "https://login.example.org")
    assert load_rules(file) is load_rules(file)
    file.write_text("nothing", encoding="utf-8")
    for _time in range(2):
        with pytest.raises(FileRefused):
            load_rules(file)
    assert caplog.text.count("Nobody can sign in, nor is signed in any longer") == 1


def test_while_the_file_cannot_be_read_nobody_signs_in_nor_stays(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    rules = write_rules(tmp_path, "https://login.example.org")
    with open_storage(make_database()) as repository:
        entrance = Entrance(repository, rules)
        token, _grant = entrance.sign_in(ADA)
        for spoil in (lambda: rules.write_text("nothing", encoding="utf-8"), rules.unlink):
            spoil()
            assert entrance.grant(token) is None
            with pytest.raises(SignInUnavailable):
                entrance.sign_in(ADA)


@pytest.mark.both_engines
def test_a_sign_in_is_stored_found_listed_ended_and_forgotten(make_database: Callable[[], str], tmp_path: Path) -> None:
    rules = write_rules(tmp_path, "https://login.example.org")
    with open_storage(make_database()) as repository:
        entrance, gate = Entrance(repository, rules), as_admin(repository)
        ada, grant = entrance.sign_in(ADA)
        assert (grant.person, grant.role, grant.scope) == ("Ada", Role.ADMINISTRATOR, EVERYTHING)
        anna, again = entrance.sign_in(ANNA)[0], entrance.sign_in(ANNA)[0]
        assert entrance.grant(ada) == grant
        with pytest.raises(SignInRefused):
            entrance.sign_in(Identity("https://login.example.org 9", "Eve", "eve@example.org", ("Gap-Admins",)))
        assert [each.person for each in list_sign_ins(gate)] == ["Anna", "Anna", "Ada"]

        entrance.leave(again)
        assert [entrance.grant(token) is not None for token in (ada, anna, again)] == [True, True, False]
        end_sign_ins(gate, list_sign_ins(gate)[0].id)
        assert [each.person for each in list_sign_ins(gate)] == ["Ada"]
        with pytest.raises(SignInUnknown):
            end_sign_ins(gate, "none")
        # Without the setting, who came by it is out.
        assert Entrance(repository).grant(ada) is None

        month = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
        in_transaction(gate, purge_sign_ins, month - dt.timedelta(hours=1))
        with pytest.raises(SignInUnknown):
            end_sign_ins(gate, "none")
        assert entrance.grant(ada) is not None
        in_transaction(gate, purge_sign_ins, month + dt.timedelta(hours=USUAL_HOURS + 1))
        assert entrance.grant(ada) is None


def test_a_backup_has_no_sign_in_and_restoring_one_ends_none(make_database: Callable[[], str], tmp_path: Path) -> None:
    rules = write_rules(tmp_path, "https://login.example.org")
    with open_storage(make_database()) as repository:
        entrance = Entrance(repository, rules)
        token, _grant = entrance.sign_in(ANNA)
        repository.backup(tmp_path / "backup.db")
        with open_storage(f"sqlite:///{tmp_path / 'backup.db'}") as backup:
            assert list_sign_ins(as_admin(backup)) == []
        repository.restore(tmp_path / "backup.db")
        assert entrance.grant(token) is not None
