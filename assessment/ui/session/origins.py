"""Where other machines reach this server, as a page tells people."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from assessment.config import settings
from assessment.parsing.web_origin import Origin, is_loopback
from assessment.services.addresses import reachable_origins


def known_origins() -> list[str]:
    """As this person reaches it, unless they sit at it, then all others; the best first."""
    own, others = own_origin(), reachable_origins(settings())
    is_local = own is None or is_loopback(urlsplit(own).hostname or "")
    return list(dict.fromkeys([*([] if own is None or is_local else [own]), *others]))


def own_origin() -> str | None:
    """As this person reaches it."""
    here = urlsplit(st.context.url or "")
    return None if Origin.at(here.scheme, here.netloc) is None else f"{here.scheme}://{here.netloc}"
