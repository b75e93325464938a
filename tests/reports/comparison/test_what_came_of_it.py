"""The plan of an earlier round beside what moved since."""

from __future__ import annotations

import datetime as dt
import io

from openpyxl import load_workbook

from assessment.domain.comparison.compare import ComparedResponse, compare
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.model import Rating, Round
from assessment.reports.comparison.workbook import comparison_report
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_response
from tests.support.workbooks import rows_of

ONE, TWO, THREE = (item.id for item in HARBOURS.recommendations[:3])


def movements(follow_ups: dict[str, FollowUp]) -> dict[str, dict[str, object]]:
    earlier = a_response(
        HARBOURS,
        {ONE: Rating.ABSENT, TWO: Rating.PARTIAL, THREE: Rating.IMPLEMENTED},
        round=Round("2024", dt.date(2024, 1, 1)),
    )
    later = a_response(
        HARBOURS,
        {ONE: Rating.PARTIAL, TWO: Rating.PARTIAL, THREE: Rating.IMPLEMENTED},
        round=Round("2026", dt.date(2026, 1, 1)),
    )
    compared = compare(
        [ComparedResponse("earlier", HARBOURS, earlier, follow_ups), ComparedResponse("later", HARBOURS, later)]
    )
    content = comparison_report(compared, written=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    return {row["Id"]: row for row in rows_of(load_workbook(io.BytesIO(content))["Rounds"], "Movements")}


def test_each_gap_of_the_earlier_round_has_the_status_of_its_plan_beside_its_movement() -> None:
    rows = movements({ONE: FollowUp(FollowUpStatus.DONE)})
    assert [rows[item]["What came of it"] for item in (ONE, TWO, THREE)] == ["Done", "Not started", None]
    assert rows[ONE]["Change"] == "Improved"


def test_where_nobody_kept_a_plan_there_is_no_column() -> None:
    assert "What came of it" not in movements({})[ONE]
