"""The round marks of the ratings as shapes, because not every machine has a glyph for ◐.

A shape lies between -1 and 1 in both directions. Filled parts run one way round and holes the other.
"""

from __future__ import annotations

from assessment.legend import LOOKS
from assessment.model import Rating

_DISC = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z"
_RING = _DISC + "M-0.78,0A0.78,0.78,0,1,0,0.78,0A0.78,0.78,0,1,0,-0.78,0Z"
_LEFT_HALF = "M0,1A1,1,0,0,1,0,-1Z"

SHAPES = {
    LOOKS[Rating.IMPLEMENTED].mark: _DISC,
    LOOKS[Rating.PARTIAL].mark: _RING + _LEFT_HALF,
    LOOKS[Rating.ABSENT].mark: _RING,
}
"""By mark. The other marks are characters that every font has."""
