"""What becomes of the remarks of a vote, which exist by themselves only once it is revealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import and_, delete, select, update

from assessment.domain.workshop.model import Remark, RemarkRule, RemarkState
from assessment.storage.transaction import Transaction, matching
from assessment.storage.workshops.reading import read_remarks
from assessment.storage.workshops.rows import change_workshop, find_workshop
from assessment.storage.workshops.tables import ballots, remarks, reveals

UNSEEN = and_(remarks.c.state.in_((RemarkState.WAITING, RemarkState.HIDDEN)), remarks.c.text != "")
"""What the room doesn't see, and is stored still."""


def keep_remarks(
    transaction: Transaction, key: Mapping[str, str | int], vote: int, texts: Iterable[str], rule: RemarkRule
) -> None:
    """Put the remarks of a reveal, in alphabetical order, where the plan says; `key` is that of the reveal.

    What was decided about the same words at an earlier reveal of this vote stands.
    """
    if rule is RemarkRule.NONE:
        return
    earlier = [
        remark
        for remark in read_remarks(transaction, str(key["workshop_id"]))
        if (remark.recommendation, remark.vote) == (key["recommendation_id"], vote)
    ]
    decided = {remark.text: (remark.state, remark.by) for remark in earlier}
    usual = RemarkState.SHOWN if rule is RemarkRule.AT_REVEAL else RemarkState.WAITING
    last = max((remark.reveal for remark in earlier), default=0)
    # What was redacted isn't in the ballots any more, and is told of all the same.
    entries = [(text, *decided.get(text, (usual, ""))) for text in texts] + [
        (remark.text, remark.state, remark.by)
        for remark in earlier
        if remark.reveal == last and remark.state is RemarkState.REDACTED
    ]
    rows = [
        {**key, "place": place, "text": text, "state": state, "author": author}
        for place, (text, state, author) in enumerate(entries, start=1)
    ]
    transaction.insert(remarks, rows)


def moderate(transaction: Transaction, workshop_id: str, found: Sequence[Remark], state: RemarkState) -> None:
    """Let the room see some remarks or not, wherever the same words stand in the vote, also in a finished workshop;
    what is redacted stays so, and is erased for good."""
    find_workshop(transaction, workshop_id, lock=True)
    if state is RemarkState.REDACTED:
        transaction.note_erasure()
    change_workshop(transaction, workshop_id)
    values = {"state": state, "author": transaction.person} | ({"text": ""} if state is RemarkState.REDACTED else {})
    for item, vote, text in {(remark.recommendation, remark.vote, remark.text) for remark in found}:
        key = {"workshop_id": workshop_id, "recommendation_id": item}
        numbers = select(reveals.c.number).where(matching(reveals, **key, vote=vote))
        same_words = and_(matching(remarks, **key, text=text), remarks.c.number.in_(numbers))
        transaction.execute(update(remarks).where(same_words, remarks.c.state != RemarkState.REDACTED).values(values))
        if state is RemarkState.REDACTED:
            of_ballots = matching(ballots, **key, vote=vote, remark=text)
            transaction.execute(update(ballots).where(of_ballots).values(remark=""))


def forget_unseen(transaction: Transaction, workshop_id: str) -> None:
    """Erase what the room doesn't see; that something was hidden is still told."""
    of_workshop = remarks.c.workshop_id == workshop_id
    transaction.execute(delete(remarks).where(of_workshop, remarks.c.state == RemarkState.WAITING))
    transaction.execute(update(remarks).where(of_workshop, UNSEEN).values(text=""))
