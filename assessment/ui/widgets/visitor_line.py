"""Who a person is here, and how they leave."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from assessment.domain.permissions import Grant
from assessment.i18n import gettext as _
from assessment.labels.codes import role_word
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_html
from assessment.ui.text.html import html
from assessment.ui.text.scope_name import names_of_responses, scope_name


def visitor_line(grant: Grant) -> None:
    """Name, role and what for, with the way out."""
    names = {} if grant.scope.assessment_id is None else names_of_responses(state.access())
    parts = (grant.person, role_word(grant.role), scope_name(grant.scope, names))
    shown: list[Markup] = [escape_html(part) for part in parts if part]
    st.html(html("visitor", parts=shown, address="/leave", words=_("Sign out")))
