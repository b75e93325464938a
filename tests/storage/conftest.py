"""What tests of storage share."""

from __future__ import annotations

import pytest

from assessment.access.gate import Gate
from assessment.storage.opening import Storage
from tests.support.gates import as_admin


@pytest.fixture
def gate(repository: Storage) -> Gate:
    """The gate of Asha, who may do everything."""
    return as_admin(repository, "Asha")


@pytest.fixture
def bikram(repository: Storage) -> Gate:
    """The gate of somebody else who may."""
    return as_admin(repository, "Bikram")
