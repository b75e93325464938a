"""The documents of workshops say what the software does."""

from __future__ import annotations

import re

from assessment.access.ballots import JOIN_LENGTH, RETURN_LENGTH, SEEN_FOR
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD
from assessment.domain.workshop.invention import PARTICIPANTS_LIMIT
from assessment.domain.workshop.plan import DAYS_LIMIT, HEADS_LIMIT, TABLES_LIMIT
from assessment.domain.workshop.plan import PARTICIPANTS_LIMIT as MOST_PARTICIPANTS
from assessment.domain.workshop.stages import Stage
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.storage.workshops.voting import VERSIONS_LIMIT
from tests.support.documents import document, quoted, section, table


def test_the_stages_of_the_protocol_are_those_that_there_are() -> None:
    (listed,) = re.findall(r"which is one of:\n\n(.*?)\n\n", document("ballot-protocol.md"), re.DOTALL)
    assert set(quoted(listed)) == {stage.value for stage in Stage}


def test_the_limits_of_workshops_are_those_that_are_kept() -> None:
    rows = {row[0]: row[1] for row in table(section(document("limits.md"), "Workshops"))}
    assert rows["participants of a workshop, without those who were removed"] == f"{MOST_PARTICIPANTS:,}"
    assert rows["tables of a workshop"] == str(TABLES_LIMIT)
    assert rows["days of a workshop that are named"] == str(DAYS_LIMIT)
    assert rows["heads counted in the room"] == f"{HEADS_LIMIT:,}"
    assert rows["a remark of a ballot"].startswith(f"{PASSAGE_LIMIT:,} characters")
    assert rows["a join code; a return code"].startswith(f"{JOIN_LENGTH}; {RETURN_LENGTH} characters")
    assert rows["ballots in an anonymous workshop below which nothing is shown"] == str(ANONYMITY_THRESHOLD)
    assert rows["for how long somebody counts as there after they were seen"] == f"{SEEN_FOR.total_seconds():g} seconds"
    assert rows["versions of one ballot"] == str(VERSIONS_LIMIT)
    assert rows["invented participants of a rehearsal"] == str(PARTICIPANTS_LIMIT)
