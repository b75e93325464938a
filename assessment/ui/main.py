"""The frame of every page: navigation in the order of the work, and the open assessment in the header."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assessment.language import gettext as _
from assessment.ui import state
from assessment.ui.components import STYLE, assessment_line

HERE = Path(__file__).parent


def main() -> None:
    state.follow_language()
    product = _("Policy gap assessment")
    st.set_page_config(page_title=product, page_icon=HERE / "icon.png", layout="wide", menu_items=None)
    st.html(STYLE)
    page = st.navigation(
        [
            st.Page(HERE / "start.py", title=_("Start"), default=True),
            st.Page(HERE / "rate.py", title=_("Rate")),
            st.Page(HERE / "results.py", title=_("Results")),
            st.Page(HERE / "compare.py", title=_("Compare")),
            st.Page(HERE / "recommendations.py", title=_("Recommendations")),
            st.Page(HERE / "method.py", title=_("Method")),
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
