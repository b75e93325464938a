"""How many phones this computer lets the server have connected: each connection is an open file."""

from __future__ import annotations

import sys
from contextlib import suppress

_FALLING = (1_048_576, 65_536, 24_576, 10_240, 4_096, 2_048, 1_024)
"""What is asked for: macOS says that it permits any number, and refuses most."""
_OWN, _EACH = 16, 2
"""Files of the server's own, and connections of a phone."""


def allow_phones() -> int | None:
    """Let this process have as many connections as the system permits; returns for how many phones that is enough.

    None where there is no such limit. Programs that this process becomes or starts inherit it.
    """
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft == unlimited:
        return None
    permitted = [each for each in _FALLING if each > soft and (hard == unlimited or each < hard)]
    for wanted in (hard, *permitted):
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            break
    got, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if got == unlimited else max(0, got - _OWN) // _EACH
