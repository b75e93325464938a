"""What the software says it is made of, and under which licences."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.component import Component
from cyclonedx.schema import OutputFormat
from cyclonedx.validation import make_schemabased_validator

from deploy.bill_of_materials import VERSION, main, refused
from tests.browser.server import ROOT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make package` puts beside the wheel."""
    assert "-m deploy.bill_of_materials dist" in (ROOT / "Makefile").read_text(encoding="utf-8")
    made = tmp_path_factory.mktemp("dist")
    main(str(made))
    return made


def locked() -> dict[tuple[str, str], set[str]]:
    """The hashes of each library and version that `make lock` has written."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    return {(name, version): set(re.findall(r"--hash=sha256:(\w+)", rest)) for name, version, rest in entries}


def hashes(component: dict[str, Any]) -> set[str]:
    return {each["content"] for source in component["externalReferences"] for each in source.get("hashes", [])}


def test_the_bill_names_every_locked_library_with_version_hashes_and_licence_and_is_valid(folder: Path) -> None:
    text = (folder / "bill-of-materials.cdx.json").read_text(encoding="utf-8")
    assert make_schemabased_validator(OutputFormat.JSON, VERSION).validate_str(text) is None
    read = json.loads(text)
    assert read["metadata"]["component"]["name"] == "policy-gap-assessment"
    named = {(each["name"], each["version"]): hashes(each) for each in read["components"]}
    assert named == locked()
    assert len(named) > 50
    assert [each["name"] for each in read["components"] if not each["licenses"]] == []


def test_a_library_under_the_gpl_or_without_a_licence_stops_the_bill() -> None:
    make = LicenseFactory().make_from_string
    components = [
        Component(name="good", licenses=[make("MIT")]),
        Component(name="copyleft", licenses=[make("GPL-3.0-or-later")]),
        Component(name="half", licenses=[make("MIT AND GPL-2.0-only")]),
        Component(name="own", licenses=[make("Ask us")]),
        Component(name="silent"),
    ]
    mend = "use another library, or allow it in deploy/bill_of_materials.py."
    assert refused(components) == [
        f"copyleft has the licence GPL-3.0-or-later: {mend}",
        f"half has the licence GPL-2.0-only, MIT: {mend}",
        f"own has the licence Ask us: {mend}",
        f"silent has the licence unknown: {mend}",
    ]


def test_the_licences_can_be_read_with_their_texts(folder: Path) -> None:
    text = (folder / "licences-of-libraries.txt").read_text(encoding="utf-8")
    assert "\nsqlalchemy 2." in text
    assert "\npsycopg 3." in text
    assert "LGPL-3.0-only" in text
    # A line for each library, and the words that its authors ask to be handed on.
    assert {name for name, version in locked() if f"\n{name} {version}: " not in text} == set()
    assert text.count("Permission is hereby granted, free of charge") > 10
