"""The frame of every page: navigation in the order of the work, and the open assessment in the header."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assessment.i18n import gettext as _
from assessment.ui.session import state
from assessment.ui.widgets.components import STYLE, assessment_line

HERE = Path(__file__).parent


def main() -> None:
    state.follow_language()
    product = _("Policy gap assessment")
    st.set_page_config(page_title=product, page_icon=HERE / "icon.png", layout="wide", menu_items=None)
    st.html(STYLE)
    page = st.navigation(
        [
            st.Page(HERE / "start" / "page.py", title=_("Start"), default=True),
            st.Page(HERE / "rate" / "page.py", title=_("Rate"), url_path="rate"),
            st.Page(HERE / "results" / "page.py", title=_("Results"), url_path="results"),
            st.Page(HERE / "compare" / "page.py", title=_("Compare"), url_path="compare"),
            st.Page(HERE / "recommendations" / "page.py", title=_("Recommendations"), url_path="recommendations"),
            st.Page(HERE / "method" / "page.py", title=_("Method"), url_path="method"),
        ]
    )
    if page.url_path:
        st.set_page_config(page_title=f"{page.title} · {product}")
    assessment = state.assessment()
    state.keep_address()
    if assessment is not None:
        assessment_line(assessment)
    if assessment is not None and page.url_path != "rate":
        state.draft(assessment.id).show()
    page.run()


main()
