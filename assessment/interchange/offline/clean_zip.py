"""A zip with checked parts and nothing else.

A zip can be made so that two readers see different contents. The one written here is the same for all.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from struct import Struct

_LOCAL = Struct("<4s5H3L2H")
_CENTRAL = Struct("<4s6H3L5H2L")
_END = Struct("<4s4H2LH")
_VERSION, _UTF_8, _MIDNIGHT = 20, 0x800, 0x21
_STORED, _DEFLATED = 0, 8


class CleanZip:
    """A zip to which parts are added one by one, compressed or not."""

    def __init__(self, *, packs: bool) -> None:
        self._packs = packs
        self._written: list[bytes] = []
        self._central: list[bytes] = []
        self._length = 0

    def add(self, path: str, pieces: Iterable[bytes]) -> None:
        size = checksum = 0

        def counted() -> Iterator[bytes]:
            nonlocal size, checksum
            for piece in pieces:
                size += len(piece)
                checksum = zlib.crc32(piece, checksum)
                yield piece

        packed = self._packed(counted())
        name, length = path.encode(), sum(map(len, packed))
        method = _DEFLATED if self._packs else _STORED
        facts = (_UTF_8, method, 0, _MIDNIGHT, checksum, length, size, len(name))
        self._central.append(
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *facts, 0, 0, 0, 0, 0, self._length) + name
        )
        self._written += (_LOCAL.pack(b"PK\x03\x04", _VERSION, *facts, 0), name, *packed)
        self._length += _LOCAL.size + len(name) + length

    def _packed(self, pieces: Iterable[bytes]) -> list[bytes]:
        """A part's data as written to the zip."""
        if not self._packs:
            return list(pieces)
        packing = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
        packed = [packing.compress(piece) for piece in pieces]
        return [*packed, packing.flush()]

    def content(self) -> bytes:
        central = b"".join(self._central)
        number = len(self._central)
        end = _END.pack(b"PK\x05\x06", 0, 0, number, number, len(central), self._length, 0)
        return b"".join((*self._written, central, end))
