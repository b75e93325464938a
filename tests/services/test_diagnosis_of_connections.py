"""How many phones the system lets a server have connected."""

from __future__ import annotations

import sys

import pytest

from assessment.services.diagnosis import allow_phones

if sys.platform == "win32":
    pytest.skip("Windows has no such limit", allow_module_level=True)

import resource


class System:
    """A system that says what it permits, and permits something else."""

    def __init__(self, soft: int, hard: int, permitted: int) -> None:
        self.limits, self.permitted = (soft, hard), permitted

    def read(self, _kind: int) -> tuple[int, int]:
        return self.limits

    def change(self, _kind: int, limits: tuple[int, int]) -> None:
        if limits[0] == resource.RLIM_INFINITY or limits[0] > self.permitted:
            raise ValueError("current limit exceeds maximum limit")
        self.limits = limits


@pytest.mark.parametrize(
    ("system", "phones"),
    [
        # macOS, which refuses “unlimited”: it would stay at 256.
        (System(256, resource.RLIM_INFINITY, 10_240), 5_112),
        (System(1_024, 4_096, 4_096), 2_040),
        (System(1_024, 524_288, 524_288), 262_136),
        (System(256, 256, 256), 120),
        (System(256, resource.RLIM_INFINITY, 256), 120),
        (System(resource.RLIM_INFINITY, resource.RLIM_INFINITY, 0), None),
    ],
)
def test_falling_numbers_are_asked_for_until_one_is_permitted(
    monkeypatch: pytest.MonkeyPatch, system: System, phones: int | None
) -> None:
    monkeypatch.setattr(resource, "getrlimit", system.read)
    monkeypatch.setattr(resource, "setrlimit", system.change)
    assert allow_phones() == phones
