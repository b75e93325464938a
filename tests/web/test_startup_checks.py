"""How the app may be started."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from assessment import config
from assessment.web import startup_checks
from assessment.web.startup_checks import STREAMLIT_CONFIG, find_startup_problem

FILE = {
    f"{section}.{name}": value
    for section, options in tomllib.loads(STREAMLIT_CONFIG.read_text(encoding="utf-8")).items()
    for name, value in options.items()
}


def obstacle(**changed: Any) -> str | None:
    """What is found where Streamlit's options are those of the file but for some, with `_` in the place of the dot."""
    options = FILE | {name.replace("_", "."): value for name, value in changed.items()}
    return find_startup_problem(options.__getitem__)


def test_as_the_file_has_it_the_app_is_served() -> None:
    assert obstacle() is None


def test_port_and_theme_and_the_address_of_this_computer_are_free() -> None:
    for address in ("127.0.0.1", "::1", "localhost"):
        assert obstacle(server_port=8600, server_address=address, theme_primaryColor="#123456") is None, address


def test_an_address_that_other_machines_reach_is_refused() -> None:
    for address in (None, "0.0.0.0", "::", "192.168.1.5", "gaps.example.org"):
        assert obstacle(server_address=address) == (
            "Anyone who reaches this app over the network could read and change every response: open it on the same "
            "computer, at 127.0.0.1. To share it, start it with “make serve” (docs/serving.md)."
        ), address


def test_a_shared_app_listens_where_its_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = config.read_settings({"ASSESSMENT_MODE": "shared", "ASSESSMENT_PORT": "8600"})
    monkeypatch.setattr(startup_checks, "settings", lambda: shared)
    assert obstacle(server_address="0.0.0.0", server_port=8600) is None
    for elsewhere in ({"server_address": "127.0.0.1", "server_port": 8600}, {"server_address": "0.0.0.0"}):
        assert obstacle(**elsewhere) == (
            "A shared app listens where its settings say: start it with “make serve” (docs/serving.md)."
        )
    assert obstacle(server_address="0.0.0.0", server_port=8600, server_maxUploadSize=900) is not None


def test_every_other_option_is_as_the_file_has_it() -> None:
    for option in sorted(name for name in FILE if not name.startswith("theme.")):
        if option not in startup_checks.FREE:
            assert obstacle(**{option: "something else"}) == (
                f"Streamlit’s option {option} differs from .streamlit/config.toml: start the app in its own folder, "
                "and set the option only in that file."
            ), option


def test_a_setting_that_makes_no_sense_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> config.Settings:
        return config.read_settings({"ASSESSMENT_PUBLIC_ADDRESS": "gaps.example.org"})

    monkeypatch.setattr(startup_checks, "settings", refuse)
    assert obstacle() == (
        "ASSESSMENT_PUBLIC_ADDRESS is “gaps.example.org”. Use an address without a path, such as "
        "https://gaps.example.org."
    )
