"""The environment as settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.config import Mode, SettingRefused, Settings, read_settings, settings
from assessment.parsing.web_origin import Origin
from tests.browser.server import ROOT


def test_without_any_setting_everything_lies_in_the_project() -> None:
    assert read_settings({}) == Settings(
        database_url=f"sqlite:///{ROOT / 'data' / 'assessments.db'}",
        catalogue_folder=ROOT / "data" / "catalogues",
        export_folder=ROOT / "exports",
        coverage_threshold=2 / 3,
    )
    assert (ROOT / "app.py").is_file()


def test_each_setting_is_taken() -> None:
    given = {
        "ASSESSMENT_DATABASE_URL": "postgresql+psycopg://localhost/gaps",
        "ASSESSMENT_CATALOGUE_FOLDER": "/srv/catalogues",
        "ASSESSMENT_EXPORT_FOLDER": "/srv/exports",
        "ASSESSMENT_COVERAGE_THRESHOLD": "0.75",
        "ASSESSMENT_PUBLIC_ADDRESS": "https://gaps.example.org/",
        "ASSESSMENT_WORD_TEMPLATE": "/srv/ministry.docx",
        "ASSESSMENT_MODE": "shared",
        "ASSESSMENT_ADDRESS": "192.168.1.20",
        "ASSESSMENT_PORT": "80",
        "ASSESSMENT_HOST_NAMES": "hall.example",
        "ASSESSMENT_BACKUP_DAYS": "30",
        "ASSESSMENT_BALLOT_PROCESSES": "4",
        "ASSESSMENT_AUDIT_DAYS": "90",
        "ASSESSMENT_AUDIT_ADDRESSES": "yes",
        "PATH": "/bin",
    }
    assert read_settings(given) == Settings(
        "postgresql+psycopg://localhost/gaps",
        Path("/srv/catalogues"),
        Path("/srv/exports"),
        0.75,
        Origin("https", "gaps.example.org", 443),
        Path("/srv/ministry.docx"),
        Mode.SHARED,
        "192.168.1.20",
        80,
        frozenset({"hall.example"}),
        30,
        4,
        audit_days=90,
        audit_addresses=True,
    )


def test_an_empty_setting_is_none() -> None:
    names = (
        "DATABASE_URL", "CATALOGUE_FOLDER", "EXPORT_FOLDER", "COVERAGE_THRESHOLD", "PUBLIC_ADDRESS", "WORD_TEMPLATE",
        "MODE", "ADDRESS", "PORT", "HOST_NAMES", "BACKUP_DAYS", "BALLOT_PROCESSES", "AUDIT_DAYS",
        "AUDIT_ADDRESSES",
    )  # fmt: skip
    assert read_settings({f"ASSESSMENT_{name}": "" for name in names}) == read_settings({})


def read(name: str, text: str) -> Settings:
    return read_settings({f"ASSESSMENT_{name}": text})


def test_each_way_to_write_a_setting_is_understood() -> None:
    for text, share in {"2/3": 2 / 3, " 1/2 ": 0.5, "0": 0, "1": 1, "0.8": 0.8}.items():
        assert read("COVERAGE_THRESHOLD", text).coverage_threshold == share, text
    for text in ("personal", "shared"):
        assert read("MODE", text).mode == text
    for text in ("0.0.0.0", "192.168.1.20", "::", "2001:db8::20"):
        assert read("ADDRESS", text).address == text
    for text in ("1", "80", "65535"):
        assert read("PORT", text).port == int(text)
    for text, names in {
        "Hall.Example, laptop": {"hall.example", "laptop"},
        "a b,c": {"a", "b", "c"},
        " , ": {},
    }.items():
        assert read("HOST_NAMES", text).host_names == set(names), text


REFUSED = {
    "COVERAGE_THRESHOLD": (
        ["66", "66%", "-0.1", "1.01", "0,75", "two thirds", "2/0", " ", "nan", "inf", "1/2/3", "1e40000000"],
        "ASSESSMENT_COVERAGE_THRESHOLD is “{text}”. Use a share from 0 to 1, such as 2/3 or 0.75.",
    ),
    "PUBLIC_ADDRESS": (
        ["gaps.example.org", "https://gaps.example.org/tool", "ftp://gaps.example.org", "*"],
        "ASSESSMENT_PUBLIC_ADDRESS is “{text}”. Use an address without a path, such as https://gaps.example.org.",
    ),
    "MODE": (
        ["Shared", "public", "shared ", "1"],
        "“ASSESSMENT_MODE={text}” is not recognised. Use one of these: personal, shared.",
    ),
    "ADDRESS": (
        ["localhost", "hall.example", "192.168.1", "192.168.1.20:8501", "*", " 10.0.0.7"],
        "ASSESSMENT_ADDRESS is “{text}”. Use an IP address of this computer, or 0.0.0.0 for all of them.",
    ),
    "PORT": (
        ["0", "65536", "-1", "8501.0", "http", "８５０１", " 8501", "9" * 5000],
        "ASSESSMENT_PORT is “{text}”. Use a number from 1 to 65535.",
    ),
    "BACKUP_DAYS": (
        ["0", "3651", "-1", "30 days", "9" * 5000],
        "ASSESSMENT_BACKUP_DAYS is “{text}”. Use a number from 1 to 3650.",
    ),
    "AUDIT_DAYS": (
        ["0", "3651", "-1", "90.0", "a year", "９０"],
        "ASSESSMENT_AUDIT_DAYS is “{text}”. Use a number from 1 to 3650.",
    ),
    "AUDIT_ADDRESSES": (
        ["1", "true", "Yes"],
        "“ASSESSMENT_AUDIT_ADDRESSES={text}” is not recognised. Use one of these: yes, no.",
    ),
    "HOST_NAMES": (
        ["http://hall.example", "hall.example:8501", "192.168.1.20", "[::1]", "*", "*.example", "hâll.example"],
        "ASSESSMENT_HOST_NAMES has “{text}”. List names such as hall.example, without https:// or a port.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_value_that_cant_be_used_is_refused_with_an_example(name: str) -> None:
    texts, words = REFUSED[name]
    for text in texts:
        with pytest.raises(SettingRefused) as caught:
            read(name, text)
        assert str(caught.value) == words.format(text=text)


def test_a_misspelt_setting_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(
        SettingRefused, match=r"“ASSESSMENT_DATABASE” is not recognised\. Use one of these: .*ASSESSMENT_DATABASE_URL"
    ):
        read_settings({"ASSESSMENT_DATABASE": "sqlite://"})


def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    monkeypatch.setenv("ASSESSMENT_COVERAGE_THRESHOLD", "1/2")
    first = settings()
    monkeypatch.setenv("ASSESSMENT_COVERAGE_THRESHOLD", "1/4")
    assert first.coverage_threshold == 0.5
    assert settings() is first
