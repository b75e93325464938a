"""Where a page is from."""

from __future__ import annotations

import pytest

from assessment.parsing.web_origin import Origin, is_loopback


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://gaps.example.org", "http://gaps.example.org:80"),
        ("https://gaps.example.org", "https://gaps.example.org:443"),
        ("HTTP://LocalHost:8501", "http://localhost:8501"),
        ("http://[0:0:0:0:0:0:0:1]:8501", "http://[::1]:8501"),
    ],
)
def test_one_origin_in_two_spellings_is_one(one: str, other: str) -> None:
    assert Origin.read(one) is not None
    assert Origin.read(one) == Origin.read(other)


@pytest.mark.parametrize(
    "other",
    [
        "https://localhost:8501",
        "http://localhost:8502",
        "http://localhost",
        "http://localhost.:8501",
        "http://127.0.0.1:8501",
        "http://localhost.evil.example:8501",
    ],
)
def test_another_scheme_host_or_port_is_another_origin(other: str) -> None:
    assert Origin.read(other) is not None
    assert Origin.read(other) != Origin.read("http://localhost:8501")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "localhost:8501",
        "//localhost:8501",
        "ftp://localhost",
        "http://",
        "http://localhost/",
        "http://localhost?",
        "http://localhost#",
        "http://localhost:",
        "http://localhost:65536",
        "http://localhost:-1",
        "http://localhost:٨٥",
        "http://user@localhost:8501",
        "http://localhost:8501@evil.example",
        "http://localhost:8501, http://evil.example",
        "http://local\thost",
        "http://localhost:8501\n",
        "http://lücke.example",
        "http://[::1",
        "http://::1",
        "http://[::1%25eth0]",
        "http://[evil.example]",
        "http://[:::]",
    ],
)
def test_whatever_is_not_scheme_host_and_port_alone_is_no_origin(text: str) -> None:
    assert Origin.read(text) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost"])
def test_this_computer_has_many_addresses(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "::ffff:192.168.1.5", "fe80::1", "localhost.example", ""]
)
def test_what_other_machines_reach_is_not_this_computer_alone(host: str) -> None:
    assert not is_loopback(host)
