"""What a respondent wrote, as plain text: a link only where it was given as one, and the name of a round."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.domain.model import Round
from assessment.i18n import gettext as _
from assessment.labels.formatting import date_text
from assessment.parsing.limits import WEB_ADDRESS
from assessment.ui.text.escaping import html_link, plain_text
from assessment.ui.text.html import html

TEXT_SHOWN = 600
"""Characters shown of a typed text before the rest is folded away."""


def show_respondent_text(texts: Mapping[str, str], evidence_url: str) -> None:
    """The texts that aren't empty, with their labels, and the link to the evidence."""
    lines = [
        _("{label}: {text}").format(label=label, text=_shortened(text)) for label, text in texts.items() if text.strip()
    ]
    if lines:
        st.text("\n".join(lines))
    if WEB_ADDRESS.fullmatch(evidence_url):
        link = html_link(evidence_url, evidence_url)
        st.html(html("paragraph", words=_("Link to the evidence: {link}"), values={"link": link}))
    for label, text in texts.items():
        if len(text) > TEXT_SHOWN:
            with st.expander(_("{label}: full text").format(label=label)):
                st.text(text)


def _shortened(text: str) -> str:
    return text if len(text) <= TEXT_SHOWN else text[:TEXT_SHOWN].rstrip() + " …"


def round_words(asked_in: Round) -> str:
    """“2026 baseline (24 November 2026)”."""
    date = date_text(asked_in.date) if asked_in.date else ""
    if asked_in.label and date:
        return _("{label} ({date})").format(label=plain_text(asked_in.label), date=date)
    return asked_in.label or date or _("without a label")
