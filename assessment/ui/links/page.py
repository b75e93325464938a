"""The page “Links”: let others in, each by a link, and see, renew and revoke what was given out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.permissions import Action
from assessment.i18n import gettext as _
from assessment.labels.codes import role_word
from assessment.labels.formatting import timestamp_text
from assessment.records.links import Link
from assessment.ui.failures import showing_errors
from assessment.ui.links.link_form import ask_end, ask_link
from assessment.ui.links.new_link import names_of_responses, scope_name, show_new_link
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.components import page_header

SHOWN = 10


def links() -> None:
    page_header(_("Links"), _("Let others in: each by a link of their own, for what they need and no longer."))
    access = state.access()
    grant = access.require(Action.SHARE)
    names = names_of_responses(access)
    show_new_link(names)
    st.header(_("New link"), anchor=False)
    ask_link(grant, names)
    if made := access.links():
        st.header(_("Links so far"), anchor=False)
        _list_links(made, grant.link_id, names)


def _list_links(links: Sequence[Link], own_id: str | None, names: Mapping[str, str]) -> None:
    """One box per link; `own_id` is the link by which this person came, `names` are those of the responses, by id."""
    _first, shown = page_of(links, SHOWN, "links-page")
    for link in shown:
        with st.container(border=True, key=f"link-{link.id}"):
            _link(link, names, is_own=link.id == own_id)


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
                    state.access().renew_link(link.id, ends)
                    st.rerun()
        with st.popover(_("Revoke"), key=f"revoke-popover-{link.id}"):
            st.markdown(_("Whoever came by it is out at once. This can’t be undone."))
            if st.button(_("Revoke"), key=f"revoke-{link.id}"):
                with showing_errors():
                    state.access().revoke_link(link.id)
                    st.rerun()


def _facts(link: Link) -> list[str]:
    """What happened with a link, for a caption."""
    return [
        _state(link),
        _("Made by {person}, {moment}").format(
            person=escape_markdown(link.author), moment=timestamp_text(link.created)
        ),
        _("Never used")
        if link.last_used is None
        else _("Last used {moment}").format(moment=timestamp_text(link.last_used)),
    ]


def _state(link: Link) -> str:
    if link.revoked is not None:
        return _("Revoked {moment}").format(moment=timestamp_text(link.revoked))
    if link.is_open(dt.datetime.now(dt.UTC)):
        return _("Open until {moment}").format(moment=timestamp_text(link.ends))
    return _("Ended {moment}").format(moment=timestamp_text(link.ends))


links()
