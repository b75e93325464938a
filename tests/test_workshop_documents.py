"""The documents of workshops say what the software does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD
from assessment.domain.workshop.invention import PARTICIPANTS
from assessment.domain.workshop.plan import HEADS_LIMIT, TABLES_LIMIT
from assessment.domain.workshop.plan import PARTICIPANTS_LIMIT as MOST_PARTICIPANTS
from assessment.domain.workshop.stages import Stage
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.services.workshops.attendance import SEEN_FOR
from assessment.services.workshops.codes import JOIN_LENGTH, RETURN_LENGTH
from assessment.services.workshops.rehearsal import PARTICIPANTS_LIMIT
from tests.support.commands import said, said_json, use_own_settings
from tests.support.documents import document, in_one_line, quoted, section, table

ITEM = "GCM10-01"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


def keys_in(text: str, before: str, after: str) -> set[str]:
    """The keys that a sentence names, from where it begins to where it ends."""
    (found,) = re.findall(re.escape(before) + r"(.*?)" + re.escape(after), in_one_line(text), re.DOTALL)
    return set(quoted(found))


def test_the_stages_of_the_protocol_are_those_that_there_are() -> None:
    (listed,) = re.findall(r"which is one of:\n\n(.*?)\n\n", document("ballot-protocol.md"), re.DOTALL)
    assert set(quoted(listed)) == {stage.value for stage in Stage}


def test_the_limits_of_workshops_are_those_that_are_kept() -> None:
    rows = {row[0]: row[1] for row in table(section(document("limits.md"), "Workshops"))}
    assert rows["participants of a workshop, without those who were removed"] == f"{MOST_PARTICIPANTS:,}"
    assert rows["tables of a workshop"] == str(TABLES_LIMIT)
    assert rows["heads counted in the room"] == f"{HEADS_LIMIT:,}"
    assert rows["a remark of a ballot"].startswith(f"{PASSAGE_LIMIT:,} characters")
    assert rows["a join code; a return code"].startswith(f"{JOIN_LENGTH}; {RETURN_LENGTH} characters")
    assert rows["ballots in an anonymous workshop below which nothing is shown"] == str(ANONYMITY_THRESHOLD)
    assert rows["for how long somebody counts as there after they were seen"] == f"{SEEN_FOR:g} seconds"
    assert rows["invented participants of a rehearsal"] == str(PARTICIPANTS_LIMIT)


def test_what_is_said_of_the_number_of_invented_participants_is_so() -> None:
    text = in_one_line(section(document("commands.md"), "workshop rehearse"))
    assert f"1 to {PARTICIPANTS_LIMIT} people ({PARTICIPANTS} without it)" in text


def test_the_json_of_workshops_has_the_keys_that_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    text = document("commands.md")
    made = said_json(capsys, "workshop", "create", "Boruna 2026", "--country", "XAB")
    place = made["recommendations"][0]
    named = keys_in(section(text, "workshop create"), "print the workshop: ", "The stages are")
    assert named == {*made, *made["catalogue"], *place, "open", "closed"}
    (listed,) = said_json(capsys, "workshop", "list")
    assert keys_in(section(text, "workshop list"), "a list of ", ".") == set(listed)
    (opened,) = said_json(capsys, "workshop", "open", made["id"], ITEM)
    assert keys_in(section(text, "workshop open"), "a list of ", ".") == set(opened)
    voted = said_json(capsys, "workshop", "vote-for", made["id"], "--new", "--rating", "absent")
    assert keys_in(section(text, "workshop vote-for"), "With `--json`: ", ".") == set(voted)
    state = said_json(capsys, "workshop", "status", made["id"], "--participants")
    named = keys_in(section(text, "workshop status"), "with `joined`, ", "`merged_into`)") | {"joined", "merged_into"}
    assert named == (set(state) - set(made)) | set(state["turnout"][0]) | set(state["participants"][0])
    removed = said_json(capsys, "workshop", "remove", made["id"], "1")
    assert set(removed) == set(state["participants"][0])
    said(capsys, "workshop", "close", made["id"])
    said(capsys, "workshop", "reveal", made["id"])
    assert set(said_json(capsys, "workshop", "finish", made["id"])) == set(made)
