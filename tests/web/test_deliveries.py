"""What is remembered of what each visit was given."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.web import deliveries
from assessment.web.deliveries import Deliveries
from tests.web.test_gate import asked, message

FILE = "/media/0a1b.xlsx"


def element(**values: Any) -> bytes:
    return message(delta={"new_element": values})


def operation(**values: Any) -> bytes:
    return asked(backend_operation_request=values)


def test_what_the_server_gives_is_remembered_for_that_visit() -> None:
    for told in (
        element(download_button={"url": FILE}),
        element(download_button={"deferred_file_id": FILE}),
        element(imgs={"imgs": [{"url": "/media/other.png"}, {"url": FILE}]}),
        message(page_config_changed={"favicon": FILE}),
        message(backend_operation_response={"deferred_file": {"url": FILE}}),
        message(file_urls_response={"file_urls": [{"upload_url": FILE, "delete_url": FILE}]}),
        message(new_session={"initialize": {"session_id": FILE}}),
    ):
        kept = Deliveries()
        kept.note("one", told)
        assert kept.has("one", FILE), told
        assert not kept.has("two", FILE), told
        kept.forget("one")
        assert not kept.has("one", FILE), told


def test_an_address_in_a_text_that_people_write_gives_nothing() -> None:
    for written in (
        element(markdown={"body": FILE}),
        element(text_input={"value": FILE, "label": FILE}),
        element(download_button={"label": FILE, "help": FILE}),
    ):
        kept = Deliveries()
        kept.note("one", written)
        assert not kept.has("one", FILE), written


def test_a_file_is_made_for_the_visit_that_was_given_its_id() -> None:
    kept = Deliveries()
    kept.note("one", element(download_button={"deferred_file_id": "a-file"}))
    wanted = operation(deferred_file={"file_id": "a-file"})
    assert kept.allow("one", wanted)
    assert not kept.allow("two", wanted)


def test_no_other_operation_is_for_anybody() -> None:
    for name in ("install_skills", "dismiss_skills_nudge", "dataframe_chunk"):
        assert not Deliveries().allow("one", operation(**{name: {}})), name


def test_the_oldest_is_forgotten_beyond_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "GIVEN_LIMIT", 2)
    monkeypatch.setattr(deliveries, "VISITS_LIMIT", 2)
    kept = Deliveries()
    for name in ("/media/a", "/media/b", "/media/a", "/media/c"):
        kept.note("one", element(download_button={"url": name}))
    assert [kept.has("one", f"/media/{name}") for name in "abc"] == [True, False, True]
    kept.note("two", element(download_button={"url": FILE}))
    kept.note("three", element(download_button={"url": FILE}))
    assert [kept.has(visit, FILE) for visit in ("two", "three")] == [True, True]
    assert not kept.has("one", "/media/a")
