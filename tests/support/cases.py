"""What the tests of the core share: the case files, and what Hypothesis draws responses from."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from assessment.catalogues import load_catalogue
from assessment.domain.answer import Answer, Cause, Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.response import Response, Round, Voice
from assessment.domain.scoring import Tally
from assessment.errors import FileRefused, Problem
from assessment.parsing.limits import FIRST_DAY, LAST_DAY, NAME_LIMIT, is_blank

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
CATALOGUES = CASES / "catalogues"
HARBOURS = load_catalogue(CATALOGUES / "harbours.yaml")
GCM10 = load_catalogue(ROOT / "data" / "catalogues" / "gcm-10.yaml")
RATINGS: tuple[Rating | None, ...] = (*Rating, None)


# Broken files


@dataclass(frozen=True)
class Expected:
    """Words that a message must contain, all of them, and how many messages do."""

    words: tuple[str, ...]
    times: int = 1


def read_expected(path: Path) -> dict[str, list[Expected]]:
    """By a broken file's name, what it must be told."""
    cases: Mapping[str, Sequence[Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: [
            Expected(tuple(entry["words"]), entry["times"]) if isinstance(entry, dict) else Expected(tuple(entry))
            for entry in entries
        ]
        for name, entries in cases.items()
    }


def assert_told(refused: FileRefused, expected: Sequence[Expected]) -> None:
    """Exactly the expected problems, each with its words, all with the file's name, something to do, and no other."""
    messages = [str(problem) for problem in refused.problems]
    assert str(refused) == "\n".join(messages)
    for entry in expected:
        found = [message for message in messages if all(word in message for word in entry.words)]
        assert len(found) == entry.times, f"{entry} in {messages}"
    assert len(messages) == sum(entry.times for entry in expected), messages
    assert all(problem.file and problem.what and problem.fix for problem in refused.problems)
    assert_printable(refused.problems)


def assert_printable(problems: Sequence[Problem]) -> None:
    """No message holds what a page, a terminal or a file can't show, or more than a person can read."""
    for problem in problems:
        text = str(problem)
        text.encode()
        assert not {unicodedata.category(character) for character in text} & {"Cc", "Cs", "Zl", "Zp"}, repr(text)
        assert len(text) < 1000, text


# What Hypothesis draws from

counts = st.integers(min_value=0, max_value=1000)
tallies = st.builds(Tally, counts, counts, counts, counts, counts, counts)
ratings = st.sampled_from(RATINGS)
rated = st.sampled_from((Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT))
# What some file means something by, so that a text made of them is the one that gets lost.
_PIECES = (
    "\n", "\r", "\r\n", "\t", " ", "\u00a0", '"', '""', "'", "=", "+", "-", "@", "＝", ";", ",", "|", "/", "\\", "#",
    "${a}", "sep=;", "_x000D_", "&#13;", "]]>", "</t>", "1.0", "007", "1e5", "TRUE", "NULL", "n/a", "2026-01-01",
    "مرحبا بكم", "שלום", "\u202e", "\u200f", "\u2067", "\ufeff", "\u2028", "\x85", "\x00", "\x1b", "\ufffe",
    "👩‍👩‍👧", "✍🏿", "e\u0301", "ﬁ", "中文", "a page of words " * 60,
)  # fmt: skip
texts = (
    st.text(max_size=40)
    | st.sampled_from(
        ["=cmd|' /C calc'!A0", "<b>law</b> **4**", "\x00\x07\x1b", "\u202e\u200f\u2067", " \n\t", "é\u0301ﬁ"]
    )
    | st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), min_size=1, max_size=8).map("".join)
)
dates = st.dates(min_value=dt.date(1, 1, 1))
targets = st.dates(FIRST_DAY, LAST_DAY)
follow_ups = st.builds(
    FollowUp, st.sampled_from(FollowUpStatus), st.none() | targets, texts, texts, texts, st.none() | targets
)


def a_name(text: str) -> str:
    """As much of a text as can be a name; none if nothing of it can be seen."""
    name = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]", "", text)[:NAME_LIMIT]
    return "" if is_blank(name) else name


names = texts.map(a_name)
addresses = st.from_regex(r"\Ahttps?://[^\s<>\"\x00-\x1f\x7f]+\Z", alphabet=st.characters(codec="utf-8"))


def answers_to(item: Recommendation) -> st.SearchStrategy[Answer]:
    """Any answer to a recommendation, an empty one too; measures in the catalogue's order."""
    return st.builds(
        _answer,
        rating=ratings,
        # Nothing said of them, none of them, or some.
        measures=st.none() | _measures_of(item),
        evidence=texts,
        evidence_url=st.just("") | addresses,
        law_reference=texts,
        responsible=texts,
        action=texts,
        target_date=st.none() | targets,
        comment=texts,
        reason=texts,
        cause=st.none() | st.sampled_from(Cause),
    )


def _measures_of(item: Recommendation) -> st.SearchStrategy[tuple[str, ...] | None]:
    if not item.measures:
        return st.none()
    return st.sets(st.sampled_from([measure.id for measure in item.measures])).map(lambda ticks: tuple(sorted(ticks)))


def _answer(rating: Rating | None, reason: str, **rest: Any) -> Answer:
    if rating is Rating.NOT_APPLICABLE and is_blank(reason):
        reason = "There is none."
    return Answer(rating=rating, reason=reason, **rest)


def responses_to(catalogue: Catalogue) -> st.SearchStrategy[Response]:
    """Any response to a catalogue, with answers to some of its recommendations."""
    answers = st.fixed_dictionaries({}, optional={item.id: answers_to(item) for item in catalogue.recommendations})
    return st.builds(
        Response,
        catalogue_id=st.just(catalogue.id),
        catalogue_version=st.just(catalogue.version),
        country=st.sampled_from(["NPL", "CHE", "XAA"]),
        voice=st.sampled_from(Voice),
        organisation=names,
        round=st.builds(Round, names, st.none() | dates),
        anonymous=st.booleans(),
        answers=answers.map(lambda given: {key: answer for key, answer in given.items() if not answer.is_empty}),
        asked=st.none() | st.frozensets(st.sampled_from(sorted(catalogue.by_id)), min_size=1),
    )


def ratings_of(catalogue: Catalogue) -> st.SearchStrategy[dict[str, Rating | None]]:
    """A rating, or none, for each recommendation of a catalogue."""
    return st.fixed_dictionaries({item.id: ratings for item in catalogue.recommendations})


def rated_response(catalogue: Catalogue, given: Mapping[str, Rating | None]) -> Response:
    """A response that holds ratings and nothing else, in the order in which they are given."""
    return Response(
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        country="XAA",
        voice=Voice.STATE,
        answers={
            key: Answer(rating=rating, reason="There is none." if rating is Rating.NOT_APPLICABLE else "")
            for key, rating in given.items()
            if rating is not None
        },
    )
