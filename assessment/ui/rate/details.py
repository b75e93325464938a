"""What supports an answer, folded away until it is wanted: evidence, law, who acts next and by when."""

from __future__ import annotations

from functools import partial

import streamlit as st

from assessment.domain.model import Recommendation
from assessment.i18n import gettext as _
from assessment.parsing.limits import ADDRESS_LIMIT, FIRST_DAY, LAST_DAY, TEXT_LIMIT
from assessment.ui.rate.changes import clear_rating, field_key, save_field
from assessment.ui.session.draft import Draft
from assessment.ui.text.escaping import escape_markdown


def details_are_open(item: Recommendation, draft: Draft) -> bool:
    return bool(st.session_state.get(_details_key(draft, item)))


def ask_details(item: Recommendation, draft: Draft, locked: bool) -> None:
    details = st.expander(
        _("Evidence, responsible body, next steps"),
        key=_details_key(draft, item),
        on_change="rerun",
    )
    if not details.open:
        return
    with details:
        st.caption(
            _(
                "Write no names, no cases, and nothing by which a victim could be recognised. "
                "A text is saved when you leave its field."
            )
        )
        ask = partial(ask_text, item, draft, locked=locked)
        ask("evidence", label=_("Evidence: what shows it?"), tall=True)
        # An error that comes below a field must not move the fields after it: a browser would make them anew.
        with st.container(gap="xsmall"):
            ask("evidence_url", label=_("Link to the evidence (https://…)"))
            tell_impossible(item, draft, "evidence_url")
        ask("law_reference", label=_("Law or policy, with its article"))
        ask("responsible", label=_("Responsible body"))
        ask("action", label=_("Next action"), tall=True)
        with st.container(gap="xsmall"):
            _ask_date(item, draft, locked)
            tell_impossible(item, draft, "target_date")
        ask("comment", label=_("Comment"), tall=True)
        if draft.answer(item.id).rating is not None and not locked:
            st.button(_("Clear rating"), key=f"clear-{item.id}", on_click=clear_rating, args=(draft, item))


def ask_text(item: Recommendation, draft: Draft, name: str, label: str, locked: bool, tall: bool = False) -> None:
    field = st.text_area if tall else st.text_input
    limit = ADDRESS_LIMIT if name == "evidence_url" else TEXT_LIMIT
    field(
        label,
        # A text saved by an earlier version may be longer than is allowed now.
        max_chars=max(limit, len(draft.field(item.id, name))),
        key=(key := field_key(draft, item, name)),
        on_change=save_field,
        args=(draft, item, name, key),
        disabled=locked,
    )


def tell_impossible(item: Recommendation, draft: Draft, name: str) -> None:
    """Say why a field isn't saved, at the field; and that everything else is."""
    reason = draft.impossible.get(item.id, {}).get(name)
    if reason is None or item.id in draft.conflicts:
        return
    words = _("Not saved yet. {reason}").format(reason=escape_markdown(reason))
    st.warning(words if draft.unsaved[item.id].keys() - {name} else f"{words} {_('Everything else is saved.')}")


def _ask_date(item: Recommendation, draft: Draft, locked: bool) -> None:
    # A date saved by an earlier version may be out of range, and is shown nevertheless.
    kept = draft.answer(item.id).target_date or FIRST_DAY
    st.date_input(
        _("Target date"),
        value=None,
        min_value=min(FIRST_DAY, kept),
        max_value=max(LAST_DAY, kept),
        key=(key := field_key(draft, item, "target_date")),
        on_change=save_field,
        args=(draft, item, "target_date", key),
        disabled=locked,
        format="YYYY-MM-DD",
    )


def _details_key(draft: Draft, item: Recommendation) -> str:
    return f"{draft.assessment_id}:{item.id}:details"
