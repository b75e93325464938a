"""All checks together: complete, in order, and without a trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.access.links import create_link, end_after
from assessment.config import Settings, read_settings
from assessment.domain.permissions import EVERYTHING, Role
from assessment.services.diagnosis import Check, Finding, Outcome, diagnose
from assessment.storage.opening import open_storage
from tests.support.gates import as_admin
from tests.support.provider import DISCOVERY, SECRET, Provider, running_provider, write_rules

NOW = dt.datetime.now(dt.UTC)


def settings_for(url: str, **given: str) -> Settings:
    return read_settings(
        {"ASSESSMENT_DATABASE_URL": url, **{f"ASSESSMENT_{name}": value for name, value in given.items()}}
    )


def of(found: list[Finding], check: Check) -> Finding:
    return next(each for each in found if each.check is check)


def test_every_check_has_its_word_in_this_order(make_sqlite: Callable[[], str]) -> None:
    database_url = make_sqlite()
    found = list(diagnose(settings_for(database_url), NOW))
    assert list(dict.fromkeys(each.check for each in found)) == list(Check)
    assert {each.outcome for each in found} == {Outcome.OK}


def test_a_database_that_is_not_there_is_not_created(tmp_path: Path) -> None:
    assert list(diagnose(settings_for(f"sqlite:///{tmp_path / 'data' / 'assessments.db'}"), NOW))
    assert list(tmp_path.iterdir()) == []


def test_links_and_changes_are_those_of_the_database(make_sqlite: Callable[[], str]) -> None:
    database_url = make_sqlite()
    with open_storage(database_url) as repository:
        create_link(as_admin(repository, "Asha"), Role.ADMINISTRATOR, EVERYTHING, "Asha", end_after(9))
    shared = settings_for(database_url, MODE="shared")
    assert of(list(diagnose(shared, dt.datetime.now(dt.UTC))), Check.KEYS).outcome is Outcome.OK
    earlier = list(diagnose(shared, NOW - dt.timedelta(days=1)))
    assert of(earlier, Check.CLOCK).outcome is Outcome.PROBLEM


def test_a_database_that_cannot_be_looked_into_is_a_problem_and_the_rest_is_checked() -> None:
    found = list(diagnose(settings_for("postgresql://asha:secret@127.0.0.1:1/name"), NOW))
    database = of(found, Check.DATABASE)
    assert database.outcome is Outcome.PROBLEM
    assert "can’t be reached" in database.what
    assert not any("secret" in each.what for each in found)
    assert {each.check for each in found} >= {Check.CLOCK, Check.EXPOSURE}


def test_a_word_template_that_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'new.db'}", WORD_TEMPLATE=str(tmp_path / "nothing.docx"))
    found = of(list(diagnose(settings, NOW)), Check.SETTINGS)
    assert found.outcome is Outcome.PROBLEM
    assert "nothing.docx" in found.what


def test_in_personal_mode_nothing_listens(tmp_path: Path) -> None:
    found = list(diagnose(settings_for(f"sqlite:///{tmp_path / 'new.db'}"), NOW, to_start=True))
    assert of(found, Check.EXPOSURE).what == "No other computer can reach the app."


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


def test_the_doctor_says_whether_people_can_sign_in(
    make_sqlite: Callable[[], str], tmp_path: Path, provider: Provider
) -> None:
    rules, database_url, secret = write_rules(tmp_path, provider.url), make_sqlite(), tmp_path / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    good = {
        "MODE": "shared",
        "PUBLIC_ADDRESS": "https://gaps.example.org",
        "SIGN_IN": str(rules),
        "SIGN_IN_SECRET_FILE": str(secret),
    }

    def found(**changed: str) -> list[Finding]:
        given = {name: value for name, value in (good | changed).items() if value}
        findings = list(diagnose(settings_for(database_url, **given), NOW))
        assert SECRET not in str(findings)
        assert SECRET not in repr(settings_for(database_url, SIGN_IN_SECRET=SECRET))
        return [each for each in findings if each.check in (Check.SIGN_IN, Check.KEYS)]

    keys, sign_in = found()
    assert (keys.outcome, keys.what) == (Outcome.OK, "No administrator’s link is open; administrators sign in.")
    assert (sign_in.outcome, sign_in.what) == (Outcome.OK, f"People sign in as {rules} says.")
    for changed, said in (
        ({"PUBLIC_ADDRESS": ""}, "People who sign in need TLS: set ASSESSMENT_PUBLIC_ADDRESS to an https:// address."),
        ({"PUBLIC_ADDRESS": "http://gaps.example.org"}, "People who sign in need TLS"),
        ({"SIGN_IN_SECRET_FILE": ""}, "The provider’s secret for this app is missing"),
        ({"SIGN_IN_SECRET_FILE": str(tmp_path / "none")}, "can’t be read"),
        ({"SIGN_IN": str(tmp_path / "none.yaml")}, "can’t be read"),
    ):
        *_keys, finding = found(**changed)
        assert (finding.check, finding.outcome) == (Check.SIGN_IN, Outcome.PROBLEM), changed
        assert said in finding.what
    for status in (502, 400):  # As where a tenant's name is misspelt.
        provider.away(DISCOVERY, status)
        *_keys, away = found()
        assert (away.outcome, away.what.startswith(f"{provider.url} can’t be used: ")) == (Outcome.NOTICE, True)
    rules.write_text("format: another\n", encoding="utf-8")
    keys, *problems = found()
    assert keys.outcome is Outcome.PROBLEM
    assert len(problems) > 2
    assert all(each.what.startswith("sign-in.yaml") for each in problems)


def test_without_a_file_everybody_comes_by_a_link(make_sqlite: Callable[[], str]) -> None:
    found = list(diagnose(settings_for(make_sqlite(), MODE="shared"), NOW))
    assert of(found, Check.SIGN_IN).what == "Everybody comes by a link: no ASSESSMENT_SIGN_IN is set."
    personal = list(diagnose(settings_for(make_sqlite(), SIGN_IN="x.yaml"), NOW))
    assert any("have no effect: ASSESSMENT_SIGN_IN." in each.what for each in personal)
