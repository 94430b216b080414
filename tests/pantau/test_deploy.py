"""What lies in deploy/: units, cron line, container and Kubernetes, each parsed by what reads it, or checked field by
field; every command in them is one of Pantau's, and their limits of time lie behind those of a run."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from pantau import cli, config
from pantau.running import GRACE_SECONDS
from records import errors

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
LIMIT = config.Config(home=ROOT).run_minutes * 60 + GRACE_SECONDS
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "pantau.yaml").read_text(encoding="utf-8")))


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#", ";"))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNITS / name, encoding="utf-8")
    return parser


def parsed(arguments: list[str]) -> list[str]:
    """Names of the commands that these arguments of ``pantau`` reach; fails for what the command line does not take."""
    command: Any = typer.main.get_command(cli.whole())
    names: list[str] = []
    rest = arguments
    while True:
        context = command.make_context("pantau", list(rest), resilient_parsing=False)
        rest = [*context._protected_args, *context.args]
        if not hasattr(command, "commands") or (not rest and command.invoke_without_command):
            return names
        names.append(rest[0])
        assert rest[0] in command.commands, f"pantau has no command {rest[0]}"
        command, rest = command.commands[rest[0]], rest[1:]


def seconds(text: str) -> int:
    number, what = re.fullmatch(r"(\d+)(s|min|h)", text).groups()  # type: ignore[union-attr]
    return int(number) * {"s": 1, "min": 60, "h": 3600}[what]


@pytest.mark.parametrize(("name", "command"), [("pantau.service", "run"), ("pantau-desk.service", "browse")])
def test_services_start_what_there_is_and_may_do_little(name: str, command: str) -> None:
    service = unit(name)["Service"]
    program, *arguments = shlex.split(service["ExecStart"])
    assert program == "/opt/pantau/.venv/bin/pantau"
    assert parsed(arguments) == [command]
    hard = {
        "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "", "RestrictNamespaces": "yes", "User": "pantau", "UMask": "0077",
        "StateDirectory": "pantau",
    }  # fmt: skip
    assert {key: service[key] for key in hard} == hard
    assert f"--home /var/lib/{service['StateDirectory']}" in service["ExecStart"]


def test_the_service_leaves_a_run_its_time_and_takes_its_exit_codes_for_what_they_are() -> None:
    service = unit("pantau.service")["Service"]
    assert service["Type"] == "oneshot"
    assert seconds(service["TimeoutStartSec"]) > LIMIT
    well = {int(code) for code in service["SuccessExitStatus"].split()}
    assert well == {errors.Busy.exit_code, errors.NotSent.exit_code, errors.NotRead.exit_code, 130}
    timer = unit("pantau.timer")["Timer"]
    assert (timer["Persistent"], timer["Unit"]) == ("yes", "pantau.service")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """With a program and a user that are there: systemd looks for both."""
    (tmp_path / "pantau").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "pantau").chmod(0o755)
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/pantau/.venv/bin/pantau", str(tmp_path / "pantau"))
        text = re.sub(r"(?m)^(User|Group)=.*$", r"\1=root", text).replace("WorkingDirectory=/opt/pantau", "")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / path.name) for path in UNITS.iterdir()]
    done = _systemd("verify", *names)
    assert (done.returncode, done.stderr) == (0, "")
    calendar = _systemd("calendar", "--iterations=5", unit("pantau.timer")["Timer"]["OnCalendar"])
    assert calendar.returncode == 0, calendar.stderr
    assert len(re.findall(r":(?:00|15|30|45):00 UTC", calendar.stdout)) >= 5
    for name in ("pantau.service", "pantau-desk.service"):
        rated = _systemd("security", "--offline=true", "--no-pager", str(tmp_path / name))
        level = re.search(r"exposure level for \S+: ([\d.]+)", rated.stdout)
        assert level, rated.stderr
        assert float(level[1]) < 3.0, rated.stdout  # of 10; 1.8 for a user that is not root


def _systemd(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False,
        env=os.environ | {"TZ": "UTC", "SYSTEMD_COLORS": "0", "SYSTEMD_LOG_LEVEL": "warning"},
    )  # fmt: skip


def test_the_cron_line() -> None:
    lines = (DEPLOY / "cron" / "pantau.crontab").read_text(encoding="utf-8").splitlines()
    variables = [line for line in lines if re.match(r"[A-Z_]+=", line)]
    (line,) = (each for each in lines if each and not each.startswith("#") and each not in variables)
    *when, user, command = line.split(maxsplit=6)
    for field, (low, high) in zip(when, ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7)), strict=True):
        assert values(field, low, high)
    assert sorted(values(when[0], 0, 59)) == [0, 15, 30, 45]
    assert user == "pantau"
    assert "%" not in command  # cron makes lines of it
    program, *arguments = shlex.split(command.partition(">")[0])
    assert program == "/opt/pantau/.venv/bin/pantau"
    assert parsed(arguments) == ["run"]


def values(field: str, low: int, high: int) -> set[int]:
    """What one field of cron means (crontab(5)): numbers, ranges, lists, steps."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        if span == "*":
            first, last = low, high
        else:
            first, last = (int(end) for end in (span.split("-") if "-" in span else (span, span)))
        assert low <= first <= last <= high, field
        found |= set(range(first, last + 1, int(step or 1)))
    return found


def instructions() -> Iterator[tuple[str, str]]:
    for line in CONTAINERFILE.splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest


def test_the_container_is_set_up_by_the_makefile() -> None:
    """Whatever set-up needs is copied, and nothing is installed past the lock file."""
    steps = list(instructions())
    assert {name for name, _ in steps} <= {
        "FROM", "RUN", "COPY", "WORKDIR", "USER", "ENV", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD",
    }  # fmt: skip
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert ("RUN", "make setup") in steps
    assert re.search(r"^setup:", makefile, re.MULTILINE)
    assert not any("pip install" in rest for name, rest in steps if name == "RUN")
    copied = {
        word for name, rest in steps if name == "COPY" and not rest.startswith("--") for word in rest.split()[:-1]
    }
    assert all((ROOT / name).exists() for name in copied)
    needed = re.search(r"^\$\(VENV\)/\.ready: (.*)$", makefile, re.MULTILINE)
    assert needed
    assert set(needed[1].split()) <= copied
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.search(r"^include = \[(.*)\]$", project, re.MULTILINE)
    assert packages
    assert {name.strip('" *') for name in packages[1].split(", ")} <= copied
    assert 'requires-python = ">=3.11"' in project
    assert all(":3.11" in rest for name, rest in steps if name == "FROM")


def test_the_container_runs_as_nobody_special_and_starts_what_there_is() -> None:
    steps = dict(instructions())
    assert steps["USER"] == "10001:10001"
    entry, start = yaml.safe_load(steps["ENTRYPOINT"]), yaml.safe_load(steps["CMD"])
    assert entry[0] == "/opt/pantau/.venv/bin/pantau"
    assert parsed([*entry[1:], *start]) == ["run"]
    for line in re.findall(r"^# podman run .* pantau(?: (.*?))?(?:\s+#.*)?$", CONTAINERFILE, re.MULTILINE):
        assert parsed([*entry[1:], *shlex.split(line or "run")])


def by_kind(kind: str) -> dict[str, Any]:
    (found,) = (each for each in KUBERNETES if each["kind"] == kind)
    return dict(found)


#: Field -> type, of what a run needs; the names are those of the API (batch/v1, core/v1).
CRON_JOB = {
    "schedule": str, "timeZone": str, "concurrencyPolicy": str, "startingDeadlineSeconds": int,
    "successfulJobsHistoryLimit": int, "failedJobsHistoryLimit": int, "jobTemplate": dict,
}  # fmt: skip
JOB = {"backoffLimit": int, "activeDeadlineSeconds": int, "ttlSecondsAfterFinished": int, "template": dict}
POD = {
    "restartPolicy": str, "automountServiceAccountToken": bool, "terminationGracePeriodSeconds": int,
    "securityContext": dict, "containers": list, "volumes": list,
}  # fmt: skip
CONTAINER = {
    "name": str, "image": str, "imagePullPolicy": str, "args": list, "env": list, "resources": dict,
    "securityContext": dict, "volumeMounts": list,
}  # fmt: skip


def test_the_cron_job() -> None:
    spec = by_kind("CronJob")["spec"]
    job = spec["jobTemplate"]["spec"]
    pod = job["template"]["spec"]
    (container,) = pod["containers"]
    for found, shape in ((spec, CRON_JOB), (job, JOB), (pod, POD), (container, CONTAINER)):
        assert {key: type(value) for key, value in found.items()} == shape
    assert all(values(field, low, high) for field, (low, high) in zip(
        spec["schedule"].split(), ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6)), strict=True))  # fmt: skip
    assert spec["concurrencyPolicy"] == "Forbid"
    assert job["activeDeadlineSeconds"] > LIMIT
    assert job["backoffLimit"] == 0  # the next run goes on where this one was
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert str(pod["securityContext"]["runAsUser"]) == dict(instructions())["USER"].partition(":")[0]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    entry = yaml.safe_load(dict(instructions())["ENTRYPOINT"])
    assert parsed([*entry[1:], *container["args"]]) == ["run"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert {volume["name"] for volume in pod["volumes"]} == set(mounts)
    assert mounts["instance"] == "/var/lib/pantau"
    assert f"PANTAU_HOME={mounts['instance']}" in CONTAINERFILE


def test_volume_and_settings(tmp_path: Path) -> None:
    claim = by_kind("PersistentVolumeClaim")
    pod = by_kind("CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert claim["spec"]["accessModes"] == ["ReadWriteOncePod"]  # SQLite: one at a time
    assert {"name": "instance", "persistentVolumeClaim": {"claimName": claim["metadata"]["name"]}} in pod["volumes"]
    (tmp_path / "pantau.toml").write_text(by_kind("ConfigMap")["data"]["pantau.toml"], encoding="utf-8")
    found = config.load(tmp_path)
    assert (found.log_format, found.mail.operator) == ("json", "operator@example.org")
    from digest.smtp_settings import PASSWORD, USER

    assert {item["name"] for item in pod["containers"][0]["env"]} == {USER, PASSWORD}
