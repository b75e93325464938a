"""The page “Links”: let others in, each by a link, and see, renew and revoke what was given out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from assessment.access.links import list_links, renew_link, revoke_link
from assessment.access.sign_ins import end_sign_ins, list_sign_ins
from assessment.domain.permissions import EVERYTHING, Action, Grant, Role, Scope
from assessment.html.escaping import escape_markdown, plain_text
from assessment.i18n import gettext as _
from assessment.labels.codes import role_meaning, role_word
from assessment.labels.formatting import timestamp_text
from assessment.parsing.limits import is_blank
from assessment.records.links import Link
from assessment.records.sign_ins import SignIn
from assessment.ui.failures import showing_errors
from assessment.ui.links.new_link import (
    ask_end,
    ask_name_and_end,
    known_organisations,
    names_of_responses,
    scope_name,
    show_new_link,
)
from assessment.ui.session import state
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.components import page_header

ROWS_SHOWN = 10
_SCOPES = (EVERYTHING, Scope(organisation="any"), Scope(assessment_id="any"))
"""The kinds of scopes for which links are made here."""


def links() -> None:
    page_header(_("Links"), _("Let others in, each by a link of their own."))
    gate = state.gate()
    grant = gate.require(Action.SHARE)
    names = names_of_responses(gate)
    show_new_link(names)
    st.header(_("New link"), anchor=False)
    _ask_link(grant, names)
    if made := list_links(gate):
        st.header(_("Links so far"), anchor=False)
        for link in page_of(made, ROWS_SHOWN, "links-page"):
            with st.container(border=True, key=f"link-{link.id}"):
                _link(link, names, is_own=link.id == grant.link_id)
    if Action.ADMINISTER in grant.actions and (signed_in := list_sign_ins(gate)):
        st.header(_("Signed in"), anchor=False)
        for sign_in in page_of(signed_in, ROWS_SHOWN, "sign-ins-page"):
            with st.container(border=True, key=f"sign-in-{sign_in.id}"):
                _sign_in(sign_in, is_own=sign_in.id == grant.sign_in_id)


def _sign_in(sign_in: SignIn, *, is_own: bool) -> None:
    known_by = (sign_in.person, sign_in.address, *sign_in.groups)
    st.text(" · ".join(plain_text(part) for part in known_by if part))
    began, ends = timestamp_text(sign_in.began), timestamp_text(sign_in.ends)
    st.caption(_("Signed in {moment}, until {end}").format(moment=began, end=ends))
    if is_own:
        st.caption(_("This is you."))
        return
    with st.popover(_("Sign out"), key=f"end-popover-{sign_in.id}"):
        st.markdown(
            _(
                "This person is signed out everywhere. To keep them out, end their access where accounts are "
                "managed, or in this server’s sign-in file."
            )
        )
        if st.button(_("Sign out"), key=f"end-{sign_in.id}"):
            with showing_errors():
                end_sign_ins(state.gate(), sign_in.id)
                st.rerun()


def _link(link: Link, names: Mapping[str, str], *, is_own: bool) -> None:
    st.text(f"{plain_text(link.name)} · {role_word(link.role)} · {scope_name(link.scope, names)}")
    st.caption("  \n".join(_facts(link)))
    if is_own:
        st.caption(_("You came by this link."))
    if link.revoked is not None:
        return
    with st.container(horizontal=True):
        with st.popover(_("Renew"), key=f"renew-popover-{link.id}"):
            ends = ask_end(_("New last day"), link.role, f"renew-ends-{link.id}")
            if st.button(_("Renew"), key=f"renew-{link.id}") and ends is not None:
                with showing_errors():
                    renew_link(state.gate(), link.id, ends)
                    st.rerun()
        with st.popover(_("Revoke"), key=f"revoke-popover-{link.id}"):
            st.markdown(_("Anyone using this link is signed out at once. This can’t be undone."))
            if st.button(_("Revoke"), key=f"revoke-{link.id}"):
                with showing_errors():
                    revoke_link(state.gate(), link.id)
                    st.rerun()


def _facts(link: Link) -> list[str]:
    """What happened with a link, for a caption."""
    author, created = escape_markdown(link.author), timestamp_text(link.created)
    used = _("Last used {moment}").format(moment=timestamp_text(link.last_used)) if link.last_used else _("Never used")
    return [_state(link), _("Made by {person}, {moment}").format(person=author, moment=created), used]


def _state(link: Link) -> str:
    if link.revoked is not None:
        return _("Revoked {moment}").format(moment=timestamp_text(link.revoked))
    if link.is_open(dt.datetime.now(dt.UTC)):
        return _("Open until {moment}").format(moment=timestamp_text(link.ends))
    return _("Ended {moment}").format(moment=timestamp_text(link.ends))


def _ask_link(grant: Grant, names: Mapping[str, str]) -> None:
    """Ask what link is to be made, and make it; `names` are those of the responses, by id."""
    roles = [role for role in Role if role in grant.grantable and any(scope.fits(role) for scope in _SCOPES)]
    # People who come from a response, or work with one, mostly want to share that.
    opened = st.session_state.get(state.PARAMETER)
    usual = Role.COEDITOR if opened in names or Role.FACILITATOR not in roles else Role.FACILITATOR
    role = st.radio(
        _("Role"),
        roles,
        index=roles.index(usual),
        format_func=role_word,
        captions=[role_meaning(role) for role in roles],
        key="link-role",
    )
    ask_name_and_end(role, _ask_scope(role, names, opened), "link")


def _ask_scope(role: Role, names: Mapping[str, str], opened: str | None) -> Scope | None:
    """What the link is for; None until it is chosen."""
    if EVERYTHING.fits(role):
        return EVERYTHING
    organisations = known_organisations(state.gate())
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
    every = [*(Scope(organisation=name) for name in organisations), *(Scope(assessment_id=item) for item in names)]
    scopes = [scope for scope in every if scope.fits(role)]
    own = Scope(assessment_id=opened)
    chosen: Scope | None = st.selectbox(
        _("What for?"),
        scopes,
        index=scopes.index(own) if own in scopes else None,
        format_func=lambda scope: _scope_option(scope, names),
        placeholder=_("Choose"),
        key=f"link-scope-{role}",
    )
    return chosen


def _scope_option(scope: Scope, names: Mapping[str, str]) -> str:
    name = scope_name(scope, names)
    return name if scope.organisation is None else _("All responses of {organisation}").format(organisation=name)


links()
