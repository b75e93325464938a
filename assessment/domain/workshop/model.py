"""Who takes part in a workshop, what they vote, and what the room agrees on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.fields import Kind, described, fields_of
from assessment.domain.response import Voice
from assessment.errors import AnswerRefused
from assessment.i18n import mark
from assessment.parsing.limits import PASSAGE_LIMIT, check_name, length_problem

FIRST_VOTE, SECOND_VOTE = VOTES = (1, 2)
"""The second vote comes after the talk, and is optional."""


class Breakdown(StrEnum):
    """By what a workshop's votes are broken down: decided once, before anybody votes."""

    NONE = "none"
    VOICE = "voice"
    TABLE = "table"


class RemarkRule(StrEnum):
    """What becomes of the remarks that people write with their ballots, once a vote is revealed."""

    MODERATED = "moderated"
    """They wait until a facilitator or the note taker lets them through, since one can name a victim."""
    AT_REVEAL = "at_reveal"
    NONE = "none"
    """Nobody is asked for any."""


class RemarkState(StrEnum):
    """Whether the room sees a remark. There is none before its vote is revealed."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    REDACTED = "redacted"
    """Its text is erased for good."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark of a vote that was revealed, without who wrote it, when and with which rating."""

    recommendation: str
    vote: int
    reveal: int
    place: int
    """Among those of the reveal, in alphabetical order."""
    text: str
    state: RemarkState
    by: str
    """Who let it through, hid or redacted it; empty if nobody did."""


@dataclass(frozen=True, slots=True)
class Wifi:
    """The Wi-Fi of a room; without a password it is open. Raises TextRefused for what isn't a single line."""

    name: str
    password: str = ""

    def __post_init__(self) -> None:
        for text in (self.name, self.password):
            check_name(text)


@dataclass(frozen=True, slots=True)
class Participant:
    """One person in the room. Raises TextRefused for a table or name that is too long or isn't a single line."""

    id: str
    voice: Voice | None = None
    table: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        for text in (self.table, self.name):
            check_name(text or "")

    def part(self, breakdown: Breakdown) -> str:
        """The voice or table with which this participant's ballots are counted; empty where there is none."""
        match breakdown:
            case Breakdown.VOICE:
                return self.voice or ""
            case Breakdown.TABLE:
                return self.table or ""
            case Breakdown.NONE:
                return ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One participant's rating of one recommendation in one vote. “Not applicable” needs no reason here.

    Raises AnswerRefused for a remark of more than `PASSAGE_LIMIT` characters, and ValueError for a vote that isn't one
    of `VOTES`.
    """

    participant: str
    recommendation: str
    vote: int
    rating: Rating
    remark: str = ""
    revision: int = 1
    """How often this participant has voted here. Giving the same rating again counts, because the room sees who votes
    again and not whether it was the same; and it goes on counting after a ballot was withdrawn."""

    def __post_init__(self) -> None:
        if self.vote not in VOTES:
            raise ValueError(f"There is no vote {self.vote}.")
        if wrong := length_problem(self.remark, PASSAGE_LIMIT):
            raise AnswerRefused(" ".join(wrong))


@dataclass(frozen=True, slots=True)
class AgreedRating:
    """What the room agrees on, as a person records it; never computed and never preselected, so no rating is a default.

    Raises AnswerRefused for what can't be an answer of the agreed response: “not applicable” without a reason, or a
    text that is too long.
    """

    rating: Rating
    reason: str = described(Kind.PASSAGE, mark("Reason"), width=24)
    dissent: str = described(Kind.PASSAGE, mark("Dissent"), width=24)
    """Who sees it otherwise, and why, in their words."""
    evidence: str = described(Kind.PASSAGE, mark("Evidence"), width=20)
    next_step: str = described(Kind.PASSAGE, mark("Next step"), width=20)

    def __post_init__(self) -> None:
        Answer(
            rating=self.rating,
            reason=self.reason,
            comment=self.dissent,
            evidence=self.evidence,
            action=self.next_step,
        ).check_bounds()

    def answer(self, before: Answer, earlier: AgreedRating | None = None) -> Answer:
        """The answer that it becomes in the agreed response, in place of the one `before`.

        What isn't said here stays as it was, unless an `earlier` agreed rating put it there: that is taken back.
        Dissent becomes the comment, or is added to one of others.
        """
        put = EMPTY_ANSWER if earlier is None else earlier.answer(EMPTY_ANSWER)
        return replace(
            before,
            rating=self.rating,
            reason=_said_anew(self.reason, before.reason, put.reason),
            comment=self._comment(before.comment, put.comment),
            evidence=_said_anew(self.evidence, before.evidence, put.evidence),
            action=_said_anew(self.next_step, before.action, put.action),
        )

    def _comment(self, before: str, put: str) -> str:
        if self.dissent == put and put in before:
            return before
        of_others = "" if before == put else before.removesuffix(f"\n\n{put}" if put else "")
        return "\n\n".join(dict.fromkeys(text for text in (of_others, self.dissent) if text))


AGREED_FIELDS = fields_of(AgreedRating)
"""The texts that are recorded with an agreed rating."""


def _said_anew(text: str, before: str, put: str) -> str:
    """What is said now; nothing takes back only what was `put` there earlier."""
    return text if text or before == put else before
