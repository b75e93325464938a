"""The secrets by which people come in: made here, told once, and stored only as hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Self

from assessment.domain.permissions import Role, Scope
from assessment.storage import Link, new_link_id

KEY_BYTES = 24
"""Random bytes of a key: 192 bits."""
KEY_LENGTH = 32
"""Characters of a key, in the alphabet of base64 for web addresses."""


def new_key() -> str:
    """A secret of KEY_LENGTH characters that can't be guessed."""
    return secrets.token_urlsafe(KEY_BYTES)


def key_hash(secret: str) -> str:
    """The SHA-256 of a secret, by which it is found again. It needs no salt, because no two are alike or guessable."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was just made, with its key."""

    link: Link
    key: str = field(repr=False)

    @classmethod
    def of(cls, role: Role, scope: Scope, name: str, *, author: str, ends: dt.datetime) -> Self:
        link = Link(new_link_id(), role, scope, name, dt.datetime.now(dt.UTC), author, ends)
        return cls(link, new_key())

    @property
    def key_hash(self) -> str:
        return key_hash(self.key)

    def address(self, origin: str) -> str:
        """What the person is given. The key stands after “#”, so that it is never part of a request or its log."""
        return f"{origin}/enter#{self.key}"
