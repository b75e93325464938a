"""Where a page is from."""

from __future__ import annotations

from assessment.parsing.web_origin import Origin, is_loopback


def test_one_origin_in_two_spellings_is_one() -> None:
    for one, other in [
        ("http://gaps.example.org", "http://gaps.example.org:80"),
        ("https://gaps.example.org", "https://gaps.example.org:443"),
        ("HTTP://LocalHost:8501", "http://localhost:8501"),
        ("http://[0:0:0:0:0:0:0:1]:8501", "http://[::1]:8501"),
    ]:
        assert Origin.read(one) is not None, one
        assert Origin.read(one) == Origin.read(other), one


def test_another_scheme_host_or_port_is_another_origin() -> None:
    for other in [
        "https://localhost:8501",
        "http://localhost:8502",
        "http://localhost",
        "http://localhost.:8501",
        "http://127.0.0.1:8501",
        "http://localhost.evil.example:8501",
    ]:
        assert Origin.read(other) is not None, other
        assert Origin.read(other) != Origin.read("http://localhost:8501"), other


def test_whatever_is_not_scheme_host_and_port_alone_is_no_origin() -> None:
    for text in [
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
    ]:
        assert Origin.read(text) is None, text


def test_this_computer_has_many_addresses() -> None:
    for host in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost"]:
        assert is_loopback(host), host


def test_what_other_machines_reach_is_not_this_computer_alone() -> None:
    for host in ["0.0.0.0", "::", "192.168.1.5", "::ffff:192.168.1.5", "fe80::1", "localhost.example", ""]:
        assert not is_loopback(host), host
