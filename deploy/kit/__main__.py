"""`python -m deploy.kit WHEEL`: kits of a wheel of the app for each system, beside it; `--help` lists the options."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from deploy.kit.build import SYSTEMS, build

parser = argparse.ArgumentParser(
    prog="python -m deploy.kit", description="A zip a system that installs the app without internet."
)
parser.add_argument("wheel", type=Path)
parser.add_argument("--python", default="3.13")
parser.add_argument("--system", choices=SYSTEMS, action="append")
arguments = parser.parse_args()
for name in arguments.system or SYSTEMS:
    try:
        kit = build(SYSTEMS[name], arguments.python, arguments.wheel, arguments.wheel.parent)
    except ValueError as problem:
        sys.exit(str(problem))
    print(f"{kit}: {kit.stat().st_size / 1_000_000:.0f} MB")
