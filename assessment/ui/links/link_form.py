"""Making a link: the role, what it is for, whom it is for, and how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.permissions import EVERYTHING, Action, Grant, Role, Scope
from assessment.i18n import gettext as _
from assessment.labels.codes import role_meaning, role_word
from assessment.parsing.limits import NAME_LIMIT, is_blank
from assessment.services.access import Access
from assessment.services.links import MOST_DAYS, end_of_day, usual_days
from assessment.ui.failures import showing_errors
from assessment.ui.links.new_link import keep_new_link, scope_name
from assessment.ui.session import state
from assessment.ui.text.escaping import plain_text

_SCOPES = (EVERYTHING, Scope(organisation="any"), Scope(assessment_id="any"))
"""The kinds of scopes for which links are made here."""
_TURN = "link-turn"
"""How many links this session has made: part of the key of the name, which is empty for the next."""


def ask_link(grant: Grant, names: Mapping[str, str]) -> None:
    """Ask what link is to be made, and make it; `names` are those of the responses, by id."""
    roles = [role for role in Role if role in grant.grantable and any(scope.fits(role) for scope in _SCOPES)]
    # Whoever comes from a response, or works with one, mostly wants to share that.
    opened = st.session_state.get(state.PARAMETER)
    usual = Role.COEDITOR if opened in names or Role.FACILITATOR not in roles else Role.FACILITATOR
    role = st.radio(
        _("Role"),
        roles,
        index=roles.index(usual),
        format_func=role_word,
        captions=[role_meaning(each) for each in roles],
        key="link-role",
    )
    scope = _ask_scope(role, names, opened)
    turn = st.session_state.get(_TURN, 0)
    name = st.text_input(_("Who is it for?"), max_chars=NAME_LIMIT, key=f"link-name-{turn}")
    ends = ask_end(_("Last day"), role, f"link-ends-{role}")
    if st.button(_("Make the link"), type="primary", key="make-link"):
        if scope is None:
            st.error(_("Choose what it is for."))
        elif is_blank(name):
            st.error(_("Write who it is for, so that you know later whose link to revoke."))
        elif ends is None:
            st.error(_("Choose its last day."))
        else:
            with showing_errors():
                keep_new_link(state.access().create_link(role, scope, name, ends))
                st.session_state[_TURN] = turn + 1
                st.rerun()


def _ask_scope(role: Role, names: Mapping[str, str], opened: str | None) -> Scope | None:
    """What the link is for; None until it is chosen."""
    if EVERYTHING.fits(role):
        return EVERYTHING
    organisations = known_organisations(state.access())
    if role is Role.FACILITATOR:
        typed = st.selectbox(
            _("For which organisation?"),
            organisations,
            index=None,
            format_func=plain_text,
            placeholder=_("Choose one, or type another"),
            accept_new_options=True,
            key="link-organisation",
        )
        return None if typed is None or is_blank(typed) else Scope(organisation=typed.strip())
    return _choose_scope(role, organisations, names, opened)


def _choose_scope(
    role: Role, organisations: Sequence[str], names: Mapping[str, str], opened: str | None
) -> Scope | None:
    every = [*(Scope(organisation=name) for name in organisations), *(Scope(assessment_id=each) for each in names)]
    scopes = [scope for scope in every if scope.fits(role)]
    own = Scope(assessment_id=opened)
    chosen: Scope | None = st.selectbox(
        _("What for?"),
        scopes,
        index=scopes.index(own) if own in scopes else None,
        format_func=lambda scope: _option(scope, names),
        placeholder=_("Choose"),
        key=f"link-scope-{role}",
    )
    return chosen


def _option(scope: Scope, names: Mapping[str, str]) -> str:
    name = scope_name(scope, names)
    return name if scope.organisation is None else _("All responses of {organisation}").format(organisation=name)


def ask_end(label: str, role: Role, key: str) -> dt.datetime | None:
    """Ask for the last day of a link; returns its end, or None without a day."""
    today = dt.datetime.now().astimezone().date()
    day = st.date_input(
        label,
        today + dt.timedelta(days=usual_days(role)),
        min_value=today,
        max_value=today + dt.timedelta(days=MOST_DAYS - 1),
        format="YYYY-MM-DD",
        key=key,
    )
    return end_of_day(day) if isinstance(day, dt.date) else None


def known_organisations(access: Access) -> list[str]:
    """Their names in alphabetical order, as far as this person may know them."""
    own = {access.require(Action.SHARE).scope.organisation}
    found = own | {each.owner for each in access.listings()} | {each.scope.organisation for each in access.links()}
    return sorted((name for name in found if name), key=str.casefold)
