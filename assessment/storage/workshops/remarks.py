"""What becomes of the remarks of a vote, which exist by themselves only once it is revealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, and_, delete, insert, select, update

from assessment.domain.workshop.model import Remark, RemarkRule, RemarkState
from assessment.storage.workshops.tables import ballots, remarks, reveals

_REVEAL = ("workshop_id", "recommendation_id", "number")
UNSEEN = and_(remarks.c.state.in_((RemarkState.WAITING.value, RemarkState.HIDDEN.value)), remarks.c.text != "")
"""What the room doesn't see, and is stored still."""


def keep_remarks(
    connection: Connection, key: Mapping[str, str | int], vote: int, texts: Iterable[str], rule: RemarkRule
) -> None:
    """Put the remarks of a reveal, in alphabetical order, where the plan says; `key` is that of the reveal.

    What was decided about the same words at an earlier reveal of this vote stands.
    """
    if rule is RemarkRule.NONE:
        return
    earlier = [
        each
        for each in read_remarks(connection, str(key["workshop_id"]))
        if (each.recommendation, each.vote) == (key["recommendation_id"], vote)
    ]
    decided = {each.text: (each.state, each.by) for each in earlier}
    usual = RemarkState.SHOWN if rule is RemarkRule.AT_REVEAL else RemarkState.WAITING
    last = max((each.reveal for each in earlier), default=0)
    # What was redacted isn't in the ballots any more, and is told of all the same.
    found = [(text, *decided.get(text, (usual, ""))) for text in texts] + [
        (each.text, each.state, each.by)
        for each in earlier
        if each.reveal == last and each.state is RemarkState.REDACTED
    ]
    rows = [
        {**key, "place": place, "text": text, "state": state.value, "author": author}
        for place, (text, state, author) in enumerate(found, start=1)
    ]
    if rows:
        connection.execute(insert(remarks), rows)


def read_remarks(connection: Connection, workshop_id: str) -> list[Remark]:
    """The remarks of all reveals of a workshop, in alphabetical order of each, without those that can't be read."""
    statement = (
        select(remarks, reveals.c.vote)
        .join(reveals, and_(*(reveals.c[name] == remarks.c[name] for name in _REVEAL)))
        .where(remarks.c.workshop_id == workshop_id)
        .order_by(remarks.c.recommendation_id, remarks.c.number, remarks.c.place)
    )
    return [
        Remark(row.recommendation_id, row.vote, row.number, row.place, row.text, RemarkState(row.state), row.author)
        for row in connection.execute(statement)
        if isinstance(row.text, str) and isinstance(row.author, str) and row.state in list(RemarkState)
    ]


def moderate(
    connection: Connection, workshop_id: str, found: Sequence[Remark], state: RemarkState, *, author: str
) -> None:
    """Let the room see some remarks or not, wherever the same words stand in the vote; what is redacted stays so."""
    for each in {(one.recommendation, one.vote, one.text): one for one in found}.values():
        numbers = select(reveals.c.number).where(
            reveals.c.workshop_id == workshop_id,
            reveals.c.recommendation_id == each.recommendation,
            reveals.c.vote == each.vote,
        )
        connection.execute(
            update(remarks)
            .where(
                remarks.c.workshop_id == workshop_id,
                remarks.c.recommendation_id == each.recommendation,
                remarks.c.number.in_(numbers),
                remarks.c.text == each.text,
                remarks.c.state != RemarkState.REDACTED.value,
            )
            .values(state=state.value, author=author, **({"text": ""} if state is RemarkState.REDACTED else {}))
        )
        if state is RemarkState.REDACTED:
            connection.execute(
                update(ballots)
                .where(
                    ballots.c.workshop_id == workshop_id,
                    ballots.c.recommendation_id == each.recommendation,
                    ballots.c.vote == each.vote,
                    ballots.c.remark == each.text,
                )
                .values(remark="")
            )


def forget_unseen(connection: Connection, workshop_id: str) -> None:
    """Erase what the room doesn't see; that something was hidden is still told."""
    of_workshop = remarks.c.workshop_id == workshop_id
    connection.execute(delete(remarks).where(of_workshop, remarks.c.state == RemarkState.WAITING.value))
    connection.execute(update(remarks).where(of_workshop, UNSEEN).values(text=""))
