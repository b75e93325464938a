"""The files that leave a workshop: who may have them, and what they say of whom."""

from __future__ import annotations

import csv
import io
import json

import pytest

from assessment.domain.permissions import Role, Scope
from assessment.services.access import Access, NotAllowed
from assessment.services.workshops.files import WorkshopFiles
from assessment.storage import Repository, WorkshopUnknown
from tests.support.grants import as_role
from tests.support.held_workshops import FIRST, REMARK, hold_workshop


def files_of(repository: Repository, workshop_id: str, access: Access | None = None) -> WorkshopFiles:
    return WorkshopFiles(access or Access.personal(repository, "Asha"), repository, workshop_id, "en")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_ballots_of_a_named_workshop_say_who_voted_what_as_it_was_revealed(repository: Repository) -> None:
    files = files_of(repository, hold_workshop(repository).id)

    rows = rows_of(files.ballots_csv())

    assert len(rows) == 18
    assert rows[0] == {
        "recommendation_id": FIRST,
        "vote": "1",
        "reveal": "1",
        "number": "1",
        "voice": "state",
        "table": "",
        "name": "",
        "rating": "implemented",
        "remark": f"'{REMARK}",
        "on_paper": "false",
    }
    said = json.loads(files.ballots_json())
    assert (said["format"], len(said["ballots"]), said["ballots"][0]["remark"]) == (
        "gap-assessment-ballots/1",
        18,
        REMARK,
    )


def test_the_ballots_of_an_anonymous_workshop_are_only_counts_as_they_were_shown(repository: Repository) -> None:
    room = hold_workshop(repository, state=5, civil_society=6, anonymous=True)
    files = files_of(repository, room.id)

    rows = rows_of(files.ballots_csv())

    assert {"number", "name", "remark"}.isdisjoint(rows[0])
    first = [row for row in rows if (row["recommendation_id"], row["vote"]) == (FIRST, "1")]
    assert [(row["whose"], row["part"], row["implemented"], row["absent"]) for row in first] == [
        ("together", "", "5", "6"),
        ("part", "civil_society", "0", "6"),
        ("part", "state", "5", "0"),
    ]
    assert "ballots" not in json.loads(files.ballots_json())


def test_readers_of_an_organisation_have_the_minutes_but_not_the_ballots(repository: Repository) -> None:
    room = hold_workshop(repository)
    reader = as_role(repository, Role.READER)
    files = files_of(repository, room.id, reader)

    assert files.minutes_word().startswith(b"PK")
    assert files.minutes_excel().startswith(b"PK")
    with pytest.raises(NotAllowed):
        files.ballots_csv()
    with pytest.raises(WorkshopUnknown):
        files_of(repository, room.id, as_role(repository, Role.READER, Scope(organisation="Another"))).minutes_word()


def test_a_projector_has_no_files(repository: Repository) -> None:
    room = hold_workshop(repository)
    projector = as_role(repository, Role.PROJECTOR, Scope(workshop_id=room.id))
    with pytest.raises(NotAllowed):
        files_of(repository, room.id, projector).minutes_word()
