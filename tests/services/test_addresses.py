"""The addresses under which other machines reach a server."""

from __future__ import annotations

from socket import AddressFamily
from types import SimpleNamespace

import psutil
import pytest

from assessment.config import Settings, read_settings
from assessment.services.addresses import link_origins, qr_svg, qr_text, reachable_origins


def settings_with(**given: str) -> Settings:
    return read_settings({f"ASSESSMENT_{name}": value for name, value in given.items()})


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a loopback, a cable, a wireless card with two kinds of address, and one that is off."""
    v4, v6 = AddressFamily.AF_INET, AddressFamily.AF_INET6
    addresses = {
        "lo": [(v4, "127.0.0.1"), (v6, "::1")],
        "wireless": [(v4, "192.168.1.20"), (v6, "2001:db8::20"), (v6, "fe80::1%wireless")],
        "cable": [(v4, "10.0.0.7"), (v4, "169.254.3.3")],
        "off": [(v4, "192.168.9.9")],
    }
    monkeypatch.setattr(
        psutil,
        "net_if_addrs",
        lambda: {
            name: [SimpleNamespace(family=family, address=address) for family, address in of_card]
            for name, of_card in addresses.items()
        },
    )
    monkeypatch.setattr(
        psutil, "net_if_stats", lambda: {name: SimpleNamespace(isup=name != "off") for name in addresses}
    )


@pytest.mark.usefixtures("cards")
def test_names_come_first_and_then_the_addresses_of_cards_that_are_in_use() -> None:
    assert reachable_origins(settings_with()) == ["http://10.0.0.7:8501", "http://192.168.1.20:8501"]
    assert reachable_origins(settings_with(ADDRESS="::", PORT="80", HOST_NAMES="hall.example")) == [
        "http://hall.example",
        "http://10.0.0.7",
        "http://192.168.1.20",
        "http://[2001:db8::20]",
    ]
    assert reachable_origins(settings_with(ADDRESS="10.0.0.7")) == ["http://10.0.0.7:8501"]


@pytest.mark.usefixtures("cards")
def test_behind_a_proxy_there_is_the_public_address_alone() -> None:
    assert reachable_origins(settings_with(PUBLIC_ADDRESS="https://gaps.example.org")) == ["https://gaps.example.org"]


def test_links_of_a_machine_that_nobody_reaches_lead_to_itself() -> None:
    alone = settings_with(ADDRESS="127.0.0.1", PORT="9000")
    assert reachable_origins(alone) == []
    assert link_origins(alone) == ["http://127.0.0.1:9000"]


def test_an_address_is_drawn_as_a_code_for_a_page_and_for_a_terminal() -> None:
    address = "http://192.168.1.20:8501"
    assert qr_svg(address).startswith("<svg")
    lines = qr_text(address).splitlines()
    assert len(lines) > 10
    assert len({len(line) for line in lines}) == 1
    assert set("".join(lines)) <= set(" █▄▀")
    assert qr_text(f"{address}0") != qr_text(address)
