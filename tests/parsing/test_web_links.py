"""Web addresses as links."""

from __future__ import annotations

from assessment.parsing.limits import link_target


def test_only_sound_web_addresses_become_links() -> None:
    for url, target in (
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/ä/100%", "https://example.org/ä/100%25"),
        ("https://example.org/{a}|^[b]", "https://example.org/%7Ba%7D%7C%5E%5Bb%5D"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[bad", None),
        ("http://", None),
        ("https://example.org:port/", None),
        ("https://example.org/\ufffe", None),
        ("https://example.org/" + "a" * 2000, None),
    ):
        assert link_target(url) == target, url
