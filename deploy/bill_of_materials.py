"""`python -m deploy.bill_of_materials FOLDER`: what the software is made of, for those who answer for a server.

Writes a bill of materials (CycloneDX) with every library that is locked, its version, hashes and licence; and the
licences with their texts, to read. Stops at a licence that is unknown, or under which we don't hand anything on.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator

ROOT = Path(__file__).resolve().parent.parent
VERSION = SchemaVersion.V1_6
ALLOWED = frozenset(
    {
        "0BSD", "3-Clause BSD License", "Apache License 2.0", "Apache Software License", "Apache-2.0", "BSD License",
        "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-2.1-only", "LGPL-3.0-only", "MIT", "MIT License",
        "MIT-0", "MIT-CMU", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "PSF-2.0", "Zlib",
    }
)  # fmt: skip
"""The licences of libraries that we hand on. The GPL is none: it would ask the same of all that we write."""
LONGEST_NAME = 60
"""Characters: what is longer is no licence's name but its text."""
_TEXT = re.compile(r"LICEN[CS]E|COPYING|NOTICE|AUTHORS", re.IGNORECASE)


def bill_of_materials() -> Bom:
    """Every library that is locked, with the licence that its wheel declares."""
    bom = _read("requirements", "requirements.txt", "--pyproject", "pyproject.toml")
    installed = {
        _plain(component.name): component
        for component in _read("environment", sys.prefix, "--gather-license-texts").components
    }
    for component in bom.components:
        found = installed[_plain(component.name)]
        component.licenses, component.description = found.licenses, found.description
    if bom.metadata.component is not None:
        bom.register_dependency(bom.metadata.component, bom.components)
    return bom


def licences(component: Component) -> list[str]:
    """The names of a library's licences, by the list of SPDX where it says them so."""
    names = list[str]()
    for licence in component.licenses:
        match licence:
            case LicenseExpression():
                names += re.split(r" AND | OR ", licence.value)
            case DisjunctiveLicense(id=str() as known):
                names.append(known)
            case DisjunctiveLicense():
                text = "" if licence.text is None else licence.text.content.strip()
                names.append((text or licence.name or "").removeprefix("License :: OSI Approved :: "))
    return sorted({name for name in names if len(name) <= LONGEST_NAME})


def refused(components: Iterable[Component]) -> list[str]:
    """A sentence for each library whose licence is unknown or none of those that we hand on."""
    return [
        f"{component.name} has the licence {', '.join(names) or 'unknown'}: use another library, or allow it in "
        "deploy/bill_of_materials.py."
        for component in components
        if not (names := licences(component)) or not ALLOWED.issuperset(names)
    ]


def as_json(bom: Bom) -> str:
    """The bill as it is published. Raises ValueError if it isn't valid by the schema of CycloneDX."""
    text = make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=1)
    if (problem := make_schemabased_validator(OutputFormat.JSON, VERSION).validate_str(text)) is not None:
        raise ValueError(str(problem))
    return text


def as_text(bom: Bom) -> str:
    """The licences to read: first the libraries, one a line, then the texts that they come with."""
    components = sorted(bom.components, key=lambda component: (_plain(component.name), component.version or ""))
    lines = [f"{each.name} {each.version}: {', '.join(licences(each))}" for each in components]
    names = dict.fromkeys(_plain(component.name) for component in components)
    return "\n".join(["Libraries, and their licences", "", *lines, *(_texts(distribution(name)) for name in names), ""])


def _texts(library: Distribution) -> str:
    files = [file for file in library.files or [] if _TEXT.search(file.name) and ".dist-info" in str(file)]
    texts = [file.read_text().strip() for file in files]
    return "\n\n".join([f"\n{'=' * 80}\n{library.name}", *texts]) if texts else ""


def _read(*arguments: str) -> Bom:
    done = subprocess.run(  # noqa: S603 - a command of our own
        [sys.executable, "-m", "cyclonedx_py", arguments[0], "--no-validate", "-o", "-", *arguments[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    read: Any = Bom.from_json(json.loads(done.stdout))  # type: ignore[attr-defined]
    assert isinstance(read, Bom)  # noqa: S101 - for mypy
    return read


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(folder: str) -> None:
    bom = bill_of_materials()
    if problems := refused(bom.components):
        sys.exit("\n".join(problems))
    Path(folder).mkdir(exist_ok=True)
    (Path(folder) / "bill-of-materials.cdx.json").write_text(as_json(bom), encoding="utf-8")
    (Path(folder) / "licences-of-libraries.txt").write_text(as_text(bom), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
