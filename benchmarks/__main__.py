"""`python -m benchmarks [NAME…]`: run the benchmarks of those names, or all. Exit status 1 if a bound doesn't hold."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

NOT_BENCHMARKS = {"__init__", "__main__", "measure"}


def main(names: list[str]) -> int:
    there = sorted({path.stem for path in Path(__file__).parent.glob("*.py")} - NOT_BENCHMARKS)
    if unknown := sorted(set(names) - set(there)):
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(there)}.", file=sys.stderr)
        return 2
    hold = True
    for name in names or there:
        for figure in import_module(f"benchmarks.{name}").run():
            print(f"{name}: {figure}", flush=True)
            hold = hold and figure.holds
    return 0 if hold else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
