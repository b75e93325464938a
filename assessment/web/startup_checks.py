"""Why the app must not be served the way it was started."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from assessment.config import ROOT, Mode, SettingRefused, settings
from assessment.parsing.web_origin import is_loopback
from assessment.reports.word.template import TemplateRefused, open_template
from assessment.web.request_check import refusal_beyond_loopback

STREAMLIT_CONFIG = ROOT / ".streamlit" / "config.toml"
FREE = {"server.address", "server.port"}
"""Options that may differ from the file: any loopback address is accepted, and in shared mode those of the settings."""


def find_startup_problem(get_option: Callable[[str], Any]) -> str | None:
    """A sentence that says what to change in how the app is started, or None. `get_option` is Streamlit's.

    Streamlit reads its options before it imports us, from files that depend on how and where it is started, and most
    can't be set later. So they are compared with the project's file, except for colours and fonts.
    """
    try:
        open_template(settings().word_template)
    except (SettingRefused, TemplateRefused) as error:
        return str(error)
    for section, options in tomllib.loads(STREAMLIT_CONFIG.read_text(encoding="utf-8")).items():
        for name in options if section != "theme" else ():
            option = f"{section}.{name}"
            if option not in FREE and get_option(option) != options[name]:
                return (
                    f"Streamlit’s option {option} differs from .streamlit/config.toml: start the app in its own "
                    "folder, and set the option only in that file."
                )
    bound = (get_option("server.address"), get_option("server.port"))
    if settings().mode is Mode.PERSONAL:
        # Without an address Streamlit listens on every one.
        return None if is_loopback(bound[0] or "") else refusal_beyond_loopback()
    if bound == (settings().address, settings().port):
        return None
    return "A shared app listens where its settings say: start it with “make serve” (docs/serving.md)."
