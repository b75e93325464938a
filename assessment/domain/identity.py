"""Whose answers a response has, compared as a person reads it."""

from __future__ import annotations

import unicodedata
from typing import Protocol

from assessment.domain.model import Identity


class Described(Identity, Protocol):
    """An identity together with the catalogue that is answered."""

    @property
    def catalogue_id(self) -> str: ...
    @property
    def catalogue_version(self) -> str: ...


def identity_key(whose: Identity) -> tuple[str, ...]:
    """The same for two who have the same country or area, voice, organisation and round: its label and its date.

    An organisation counts even if reports leave it out: its neighbours may be anonymous too.
    """
    return (
        whose.country,
        whose.voice.value,
        _folded(whose.organisation),
        _folded(whose.round.label),
        whose.round.date.isoformat() if whose.round.date else "",
    )


def are_twins(one: Described, other: Described) -> bool:
    """Whether a person can't tell two responses apart: they answer the same catalogue, with the same identity."""
    return (one.catalogue_id, one.catalogue_version, *identity_key(one)) == (
        other.catalogue_id,
        other.catalogue_version,
        *identity_key(other),
    )


def _folded(text: str) -> str:
    """A name without differences of case, spacing and character width."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
