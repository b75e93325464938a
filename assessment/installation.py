"""Whether this is the installed package or a checkout of the project, and what differs between them."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "shipped"
IS_INSTALLED = _IN_WHEEL.is_dir()
SHIPPED = _IN_WHEEL if IS_INSTALLED else _PACKAGE.parent
"""Where what comes with the software lies: `app.py`, Streamlit's options, catalogues and samples."""
COMMAND = "policy-gap-assessment" if IS_INSTALLED else "python -m assessment"
"""What a person types in a terminal."""
