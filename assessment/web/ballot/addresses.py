"""The addresses of the ballot, and what all its answers say to browsers."""

from __future__ import annotations

from assessment.web.security_headers import OWN_POLICY, POLICY

JOIN, RETURN = "/join", "/return"
BALLOT, NOW, LEAVE = "/ballot", "/ballot/now", "/ballot/leave"
STYLE, SCRIPT, ICON = "/ballot.css", "/ballot.js", "/ballot.png"
BALLOT_PATHS = frozenset({JOIN, RETURN, BALLOT, NOW, LEAVE, STYLE, SCRIPT, ICON})
"""All of them; each asks by itself for the secret of a participant."""
BALLOT_POLICY = f"{OWN_POLICY}; connect-src 'self'"
"""The script of the ballot also asks the server where the room is."""
BALLOT_HEADERS = {POLICY: BALLOT_POLICY, "Cache-Control": "no-store"}
