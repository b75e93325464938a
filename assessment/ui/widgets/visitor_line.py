"""Who a person is here, and how they leave."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from assessment.domain.model import Assessment
from assessment.domain.permissions import Grant
from assessment.i18n import gettext as _
from assessment.labels.codes import role_word
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_html
from assessment.ui.text.html import html
from assessment.ui.text.scope_name import names_of_responses, scope_name


def visitor_line(grant: Grant, opened: Assessment | None) -> None:
    """Name, role and what for, with the way out; the open response is named below it anyway."""
    scope = grant.scope
    parts = [grant.person, role_word(grant.role)]
    if opened is None or opened.id != scope.assessment_id:
        parts.append(scope_name(scope, names_of_responses(state.access()) if scope.assessment_id else {}))
    shown: list[Markup] = [escape_html(part) for part in parts if part]
    st.html(html("visitor", parts=shown, address="/leave", words=_("Sign out")))
