"""`python -m tests.support.routes`: the routes of the web application as JSON: its own and Streamlit's.

Streamlit builds them with a runtime, of which a process has one: so this is a process of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from tests.browser.server import ROOT


def find_routes() -> list[str]:
    """The paths of all routes, with “a” in the place of each parameter."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.routes"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return list(json.loads(done.stdout.splitlines()[-1]))


def _read_routes() -> list[str]:
    from app import app  # noqa: PLC0415

    built: Any = app
    built._runtime = built._create_runtime()
    paths = {str(getattr(route, "path", None) or "/") for route in built._build_starlette_app().routes}
    return sorted(re.sub(r"\{[^}]*\}", "a", path) for path in paths)


if __name__ == "__main__":
    print(json.dumps(_read_routes()))
