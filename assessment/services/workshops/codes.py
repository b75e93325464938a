"""The codes that people read from a wall or a note and type: without letters and digits that look alike."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, O, 1, I, L or U."""
JOIN_LENGTH = 6
"""Characters of a join code, which is no secret of a room whose door is open."""
RETURN_LENGTH = 12
"""Characters of a return code: 58 bits."""
_GROUP = 4


def new_join_code() -> str:
    return _new_code(JOIN_LENGTH)


def new_return_code() -> str:
    """A participant's secret, as it is shown once: three groups of four."""
    code = _new_code(RETURN_LENGTH)
    return "-".join(code[start : start + _GROUP] for start in range(0, RETURN_LENGTH, _GROUP))


def read_code(typed: str, length: int) -> str | None:
    """The code that somebody typed, in capitals and without what separates groups; None if it can't be one."""
    code = "".join(sign for sign in typed[: 10 * length].upper() if not sign.isspace() and sign not in "-–—._")
    return code if len(code) == length and set(code) <= set(ALPHABET) else None


def _new_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(length))
