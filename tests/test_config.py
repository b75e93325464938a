"""The environment as settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.config import ROOT, Mode, SettingRefused, Settings, read_settings, settings
from assessment.parsing.web_origin import Origin


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
    )


def test_an_empty_setting_is_none() -> None:
    names = (
        "DATABASE_URL", "CATALOGUE_FOLDER", "EXPORT_FOLDER", "COVERAGE_THRESHOLD", "PUBLIC_ADDRESS", "WORD_TEMPLATE",
        "MODE", "ADDRESS", "PORT", "HOST_NAMES",
    )  # fmt: skip
    assert read_settings({f"ASSESSMENT_{name}": "" for name in names}) == read_settings({})


@pytest.mark.parametrize(
    ("text", "share"), [("2/3", 2 / 3), (" 1/2 ", 0.5), ("0", 0), ("1", 1), ("0.8", 0.8), ("3/4", 0.75)]
)
def test_a_threshold_is_a_fraction_or_a_decimal(text: str, share: float) -> None:
    assert read_settings({"ASSESSMENT_COVERAGE_THRESHOLD": text}).coverage_threshold == share


@pytest.mark.parametrize("text", ["66", "66%", "-0.1", "1.01", "0,75", "two thirds", "2/0", " ", "nan", "inf", "1/2/3"])
def test_a_threshold_that_is_no_share_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read_settings({"ASSESSMENT_COVERAGE_THRESHOLD": text})
    assert str(caught.value) == (
        f"ASSESSMENT_COVERAGE_THRESHOLD is “{text}”. Use a share from 0 to 1, such as 2/3 or 0.75."
    )


@pytest.mark.parametrize("text", ["gaps.example.org", "https://gaps.example.org/tool", "ftp://gaps.example.org", "*"])
def test_an_address_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read_settings({"ASSESSMENT_PUBLIC_ADDRESS": text})
    assert str(caught.value) == (
        f"ASSESSMENT_PUBLIC_ADDRESS is “{text}”. Use an address without a path, such as https://gaps.example.org."
    )


def test_the_mode_is_personal_unless_it_is_shared() -> None:
    assert read_settings({}).mode is Mode.PERSONAL
    assert read_settings({"ASSESSMENT_MODE": "personal"}).mode is Mode.PERSONAL
    assert read_settings({"ASSESSMENT_MODE": "shared"}).mode is Mode.SHARED


@pytest.mark.parametrize("text", ["Shared", "public", "shared ", "1"])
def test_another_mode_is_refused_with_those_that_there_are(text: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read_settings({"ASSESSMENT_MODE": text})
    assert str(caught.value) == (f"“ASSESSMENT_MODE={text}” is not recognised. Use one of these: personal, shared.")


@pytest.mark.parametrize("text", ["0.0.0.0", "127.0.0.1", "192.168.1.20", "::", "2001:db8::20"])
def test_the_app_listens_at_an_ip_address(text: str) -> None:
    assert read_settings({"ASSESSMENT_ADDRESS": text}).address == text


@pytest.mark.parametrize("text", ["localhost", "hall.example", "192.168.1", "192.168.1.20:8501", "*", " 10.0.0.7"])
def test_another_place_to_listen_is_refused(text: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read_settings({"ASSESSMENT_ADDRESS": text})
    assert str(caught.value) == (
        f"ASSESSMENT_ADDRESS is “{text}”. Use an IP address of this computer, or 0.0.0.0 for all of them."
    )


@pytest.mark.parametrize("text", ["1", "80", "8501", "65535"])
def test_a_port_is_a_number(text: str) -> None:
    assert read_settings({"ASSESSMENT_PORT": text}).port == int(text)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8501.0", "http", "８５０１", " 8501", "9" * 5000])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read_settings({"ASSESSMENT_PORT": text})
    assert str(caught.value) == f"ASSESSMENT_PORT is “{text}”. Use a number from 1 to 65535."


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hall.example", {"hall.example"}),
        ("Hall.Example, laptop", {"hall.example", "laptop"}),
        ("a b,c", {"a", "b", "c"}),
        (" , ", set()),
    ],
)
def test_host_names_are_a_list_in_lower_case(text: str, names: set[str]) -> None:
    assert read_settings({"ASSESSMENT_HOST_NAMES": text}).host_names == names


@pytest.mark.parametrize(
    "text", ["http://hall.example", "hall.example:8501", "192.168.1.20", "[::1]", "*", "*.example", "hâll.example"]
)
def test_what_is_no_host_name_is_refused(text: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read_settings({"ASSESSMENT_HOST_NAMES": f"room.example {text}"})
    assert str(caught.value) == (
        f"ASSESSMENT_HOST_NAMES has “{text}”. List names such as hall.example, without https:// or a port."
    )


def test_a_misspelt_setting_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(
        SettingRefused, match=r"“ASSESSMENT_DATABASE” is not recognised\. Use one of these: .*ASSESSMENT_DATABASE_URL"
    ):
        read_settings({"ASSESSMENT_DATABASE": "sqlite://"})


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        read_settings({}).coverage_threshold = 1  # type: ignore[misc]


def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    monkeypatch.setenv("ASSESSMENT_COVERAGE_THRESHOLD", "1/2")
    try:
        first = settings()
        monkeypatch.setenv("ASSESSMENT_COVERAGE_THRESHOLD", "1/4")
        assert first.coverage_threshold == 0.5
        assert settings() is first
    finally:
        settings.cache_clear()
