"""Merges follow-ups from files with the stored ones, as `answer_merge` does with answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp, first_follow_up
from assessment.domain.merging.answer_merge import FileClaims, RecommendationMerge, merge_claims
from assessment.domain.merging.imported_response import ImportedResponse, StoredResponse
from assessment.domain.model import Answer, Catalogue, Response


def merge_follow_ups(
    catalogue: Catalogue, merged: Response, files: Sequence[ImportedResponse], kept: StoredResponse | None
) -> tuple[RecommendationMerge[FollowUp], ...]:
    """What the files change in each follow-up that one of them has, in document order.

    `merged` is the response with the answers of the files: a follow-up that nobody has saved is what its answer says.
    """
    saved = kept.follow_ups if kept else {}
    found = []
    for item in catalogue.recommendations:
        if any(item.id in each.follow_ups for each in files):
            now = saved[item.id][0] if item.id in saved else first_follow_up(merged.answer(item.id))
            found.append(merge_claims(item, now, _claims(item.id, now, merged.answer(item.id), files)))
    return tuple(found)


def begin_with(answer: Answer, follow_up: FollowUp, before: FollowUp) -> FollowUp:
    """A follow-up whose fields that weren't changed begin with another answer than before."""
    first = first_follow_up(answer)
    values = {name: getattr(follow_up, name) for name in FOLLOW_UP_FIELDS}
    return dataclasses.replace(first, **{name: each for name, each in values.items() if each != getattr(before, name)})


def _claims(key: str, now: FollowUp, merged: Answer, files: Sequence[ImportedResponse]) -> list[FileClaims[FollowUp]]:
    """What each file with this follow-up claims; what sharing left out of it is no claim."""
    found = []
    for number, incoming in enumerate(files, start=1):
        if key in incoming.follow_ups:
            said = incoming.follow_ups[key]
            # A file that doesn't tell began with its own answer.
            base = said.base or first_follow_up(incoming.response.answers.get(key, merged))
            absent = {
                name: getattr(now, name)
                for name in FOLLOW_UP_FIELDS
                if name in incoming.left_out and not getattr(said.follow_up, name)
            }
            record, base = dataclasses.replace(said.follow_up, **absent), dataclasses.replace(base, **absent)
            found.append(FileClaims(number, incoming.source, said.location, record, base, said.revision))
    return found
