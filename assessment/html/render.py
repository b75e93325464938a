"""HTML from the templates, which escape what is put into them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assessment.i18n import gettext

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # It would look at a template's file at each use, and a page has many.
)


def html(template: str, **values: object) -> Markup:
    """What a template makes of these values; HTML that was made here can be one of them."""
    return Markup(_TEMPLATES.get_template(f"{template}.html").render(values, _=gettext))  # noqa: S704 - it escapes
