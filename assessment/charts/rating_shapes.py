"""The round marks of the ratings as shapes, because not every machine has a glyph for ◐.

A shape lies between -1 and 1 in both directions. Filled parts run one way round and holes the other.
"""

from __future__ import annotations

from assessment.domain.model import Rating
from assessment.labels.codes import RATING_STYLES

_DISC = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z"
_RING = _DISC + "M-0.78,0A0.78,0.78,0,1,0,0.78,0A0.78,0.78,0,1,0,-0.78,0Z"
_LEFT_HALF = "M0,1A1,1,0,0,1,0,-1Z"

SHAPES = {
    RATING_STYLES[Rating.IMPLEMENTED].mark: _DISC,
    RATING_STYLES[Rating.PARTIAL].mark: _RING + _LEFT_HALF,
    RATING_STYLES[Rating.ABSENT].mark: _RING,
}
"""By mark. The other marks are characters that every font has."""
