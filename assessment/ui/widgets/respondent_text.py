"""What a respondent wrote, as plain text: a link only where it was given as one, and the name of a round."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.domain.answer import SUPPORT_FIELDS, Answer, Rating
from assessment.domain.fields import Kind
from assessment.domain.follow_up import FIELDS
from assessment.domain.response import Round
from assessment.html.escaping import html_link, plain_text
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.formatting import date_text
from assessment.parsing.limits import WEB_ADDRESS

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


def support_texts(answer: Answer, nothing: str = "") -> dict[str, str]:
    """What supports a rating by label, but for the link; `nothing` stands for evidence where neither is given."""
    texts = {field.label: getattr(answer, field.name) for field in SUPPORT_FIELDS if field.kind is not Kind.ADDRESS}
    if not answer.evidence and not answer.evidence_url:
        texts[FIELDS["evidence"].label] = nothing
    reason = answer.reason if answer.rating is Rating.NOT_APPLICABLE else ""
    return {_("Why it doesn’t apply"): reason, **texts}


def _shortened(text: str) -> str:
    return text if len(text) <= TEXT_SHOWN else text[:TEXT_SHOWN].rstrip() + " …"


def round_words(asked_in: Round) -> str:
    """“2026 baseline (24 November 2026)”."""
    date = date_text(asked_in.date) if asked_in.date else ""
    if asked_in.label and date:
        return _("{label} ({date})").format(label=plain_text(asked_in.label), date=date)
    return asked_in.label or date or _("without a label")
