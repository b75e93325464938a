"""Why the app may not be served as it was started."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from assessment.config import ROOT, SettingRefused, settings
from assessment.language import gettext as _
from assessment.origin import is_loopback
from assessment.reports.word.template import TemplateRefused, open_template
from assessment.web.request_check import refusal_beyond_loopback

STREAMLIT_CONFIG = ROOT / ".streamlit" / "config.toml"
FREE = {"server.address", "server.port"}
"""Options that may be given at the start. Any loopback address will do."""


def find_obstacle(get_option: Callable[[str], Any]) -> str | None:
    """A sentence that says what has to be started otherwise, or None. `get_option` is Streamlit's.

    Streamlit reads its options before it imports us, from files that depend on how and where it is started, and most
    can't be set later. So they are compared with what the project's file says, but for colours and fonts.
    """
    try:
        open_template(settings().word_template)
    except (SettingRefused, TemplateRefused) as error:
        return str(error)
    for section, options in tomllib.loads(STREAMLIT_CONFIG.read_text(encoding="utf-8")).items():
        for name in options if section != "theme" else ():
            option = f"{section}.{name}"
            if option not in FREE and get_option(option) != options[name]:
                return _(
                    "Streamlit’s option {option} is not as .streamlit/config.toml has it: start the app in its own "
                    "folder, and change the option nowhere but in that file."
                ).format(option=option)
    return None if is_loopback(get_option("server.address")) else refusal_beyond_loopback()
