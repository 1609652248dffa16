"""What operators copy: systemd units, alerts of Prometheus, workflows. Read by their own tools
where this machine has them; metrics are those that the processes expose."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import bot.metrics
import mail.alarm
import todoist_sync.metrics
import web.features.sign_in.routes
import web.metrics
from tests import release

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
OF_PROMETHEUS = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total"}
_SOURCES = (bot.metrics, mail.alarm, todoist_sync.metrics, web.metrics, web.features.sign_in.routes)
_FAMILY = re.compile(r'MetricFamily\(\s*"(pulldesk_\w+)"')
_USED = re.compile(r"\b(?:pulldesk_\w+|process_\w+|up(?=[{ ]))")
_SUFFIXES = ("", "_total", "_bucket", "_sum", "_count")


def _exposed() -> set[str]:
    """Every name that a process shows under /metrics: of its registry, and of what it collects from the tables."""
    names = {f"{family.name}{suffix}" for family in REGISTRY.collect() for suffix in _SUFFIXES}
    sources = (path for folder in ("bot", "ops", "todoist_sync", "web") for path in (ROOT / folder).rglob("*.py"))
    return names | {name for path in sources for name in _FAMILY.findall(path.read_text("utf-8"))} | OF_PROMETHEUS


def _alerts() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_alerts_ask_for_metrics_that_there_are() -> None:
    assert _SOURCES
    asked = [rule["expr"] for rule in _alerts()]
    used = {name for words in asked for name in _USED.findall(words)}
    assert len(used) > 15
    assert used - _exposed() == set()


def test_every_alert_says_what_it_means() -> None:
    for rule in _alerts():
        assert rule["for"], rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert set(rule["annotations"]) == {"summary", "description"}
    names = [rule["alert"] for rule in _alerts()]
    assert len(names) == len(set(names))
    for page in ("docs/how-to/operators/monitoring.md", "docs/ru/how-to/operators/monitoring.md"):
        assert set(re.findall(r"`(Pulldesk\w+)`", (ROOT / page).read_text("utf-8"))) == set(names)


Series = dict[str, str]
WELL: Series = {
    'up{job="pulldesk",instance="bot"}': "1x120",
    "pulldesk_tables_readable": "1x120",
    "pulldesk_database_full": "0x120",
    'pulldesk_jobs_oldest_seconds{box="to_telegram",lane="people",state="waiting"}': "5x120",
    'pulldesk_jobs{box="to_telegram",state="buried"}': "0x120",
    "pulldesk_board_read_age_seconds": "5x120",
    "pulldesk_board_commands_oldest_seconds": "0x120",
    'pulldesk_board_writer{instance="one"}': "1x120",
    'pulldesk_board_writer{instance="two"}': "0x120",
    "pulldesk_telegram_poll_age_seconds": "3x120",
    'pulldesk_api_errors_total{side="telegram",kind="conflict"}': "7x120",
    'pulldesk_web_requests_total{status="2xx"}': "0+90x120",
    'pulldesk_web_requests_total{status="5xx"}': "0x120",
    'pulldesk_web_request_seconds_bucket{kind="page",le="1"}': "0+99x120",
    'pulldesk_web_request_seconds_bucket{kind="page",le="+Inf"}': "0+100x120",
    'pulldesk_webhook_posts_total{outcome="taken"}': "0+9x120",
    'pulldesk_webhook_posts_total{outcome="refused"}': "0+1x120",
    'pulldesk_mail_trouble{side="reading"}': "0x120",
    "pulldesk_oldest_transaction_seconds": "1x120",
    "pulldesk_backup_age_seconds": "3600x120",
    "pulldesk_backup_interval_seconds": "86400x120",
}
"""What Prometheus reads, a value a minute, while all is well."""
TROUBLE: dict[str, Series] = {
    "PulldeskDown": {'up{job="pulldesk",instance="bot"}': "0x120"},
    "PulldeskPartFails": {'pulldesk_part_restarts_total{part="web"}': "0+1x120"},
    "PulldeskTablesUnreadable": {"pulldesk_tables_readable": "0x120"},
    "PulldeskDatabaseFull": {"pulldesk_database_full": "0x20 1x100"},
    "PulldeskJobsWait": {
        'pulldesk_jobs_oldest_seconds{box="to_telegram",lane="people",state="waiting"}': "0+60x120",
    },
    "PulldeskJobsFailed": {'pulldesk_jobs{box="to_telegram",state="buried"}': "2x120"},
    "PulldeskBoardNotRead": {"pulldesk_board_read_age_seconds": "0+60x120"},
    "PulldeskBoardCommandsWait": {"pulldesk_board_commands_oldest_seconds": "0+60x120"},
    "PulldeskBoardHasNoWriter": {'pulldesk_board_writer{instance="one"}': "0x120"},
    "PulldeskTelegramNotPolled": {"pulldesk_telegram_poll_age_seconds": "0+60x120"},
    "PulldeskSecondPoller": {'pulldesk_api_errors_total{side="telegram",kind="conflict"}': "0+1x120"},
    "PulldeskTelegramErrors": {'pulldesk_api_errors_total{side="telegram",kind="flood"}': "0+60x120"},
    "PulldeskPanelErrors": {'pulldesk_web_requests_total{status="5xx"}': "0+10x120"},
    "PulldeskPanelSlow": {'pulldesk_web_request_seconds_bucket{kind="page",le="5"}': "0+100x120",
                          'pulldesk_web_request_seconds_bucket{kind="page",le="1"}': "0+10x120"},
    "PulldeskWebhooksFail": {'pulldesk_webhook_posts_total{outcome="refused"}': "0+90x120"},
    "PulldeskMailStopped": {'pulldesk_mail_trouble{side="reading"}': "1x120"},
    "PulldeskOldTransaction": {"pulldesk_oldest_transaction_seconds": "7300x120"},
    "PulldeskBackupOld": {"pulldesk_backup_age_seconds": "200000x120"},
    "PulldeskBackupMissing": {"pulldesk_backup_age_seconds": "_x120", "pulldesk_tables_readable": "1x1600"},
}  # fmt: skip
"""By alert: what is other than that when it fires, and it alone."""
_DAY_LATER = {"PulldeskBackupMissing": "1560m"}


def test_there_is_trouble_for_each_alert() -> None:
    assert set(TROUBLE) == {rule["alert"] for rule in _alerts()}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool on this machine")
def test_prometheus_reads_the_alerts_and_each_fires_in_its_own_trouble(tmp_path: Path) -> None:
    _run("promtool", "check", "rules", str(ALERTS))
    cases = [_make_case(WELL, "120m", None)]
    cases += [_make_case({**WELL, **than}, _DAY_LATER.get(name, "120m"), name) for name, than in TROUBLE.items()]
    asked = {"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": cases}
    (tmp_path / "cases.yml").write_text(yaml.safe_dump(asked))
    _run("promtool", "test", "rules", str(tmp_path / "cases.yml"))


def _make_case(series: Series, at: str, name: str | None) -> dict[str, Any]:
    """Make a case of promtool: at that time this alert fires and no other; None: none fires."""
    firing = [] if name is None else [{"labels": f'{{alertname="{name}"}}', "value": 1}]
    said = {"expr": 'count by (alertname) (ALERTS{alertstate="firing"})', "eval_time": at, "exp_samples": firing}
    given = [{"series": one, "values": values} for one, values in series.items()]
    return {"interval": "1m", "name": name or "well", "input_series": given, "promql_expr_test": [said]}


def _run(*command: str, cwd: Path | None = None) -> str:
    """Run a tool that has to agree; what it complained about."""
    checked = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603 - of this machine
    assert checked.returncode == 0, checked.stderr
    return checked.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    """With the Python of this machine, since theirs is not here."""
    for unit in (DEPLOY / "systemd").iterdir():
        words = unit.read_text("utf-8").replace("/opt/pulldesk/.venv/bin/python", sys.executable)
        (tmp_path / unit.name.replace("@", "@bot")).write_text(words)
    units = sorted(map(str, tmp_path.iterdir()))
    assert "Unknown" not in _run("systemd-analyze", "verify", "--recursive-errors=no", *units)


@pytest.mark.parametrize("unit", ["pulldesk@.service", "pulldesk-backup.service"])
def test_units_can_do_no_more_than_they_need(unit: str) -> None:
    lines = set((DEPLOY / "systemd" / unit).read_text("utf-8").splitlines())
    assert {
        "SystemCallFilter=@system-service",
        "SystemCallArchitectures=native",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
        "ProtectProc=invisible",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
    } <= lines


def test_units_start_commands_that_exist() -> None:
    started = [
        line.partition("=")[2].split()
        for unit in (DEPLOY / "systemd").glob("*.service")
        for line in unit.read_text("utf-8").splitlines()
        if line.startswith("ExecStart=")
    ]
    assert sorted(words[1:] for words in started) == [["-m", "%i"], ["-m", "ops", "backup", "--scheduled"]]


def test_an_installed_copy_has_what_messages_name(tmp_path: Path) -> None:
    """Built as pip builds it, but without the code, which would take most of the time."""
    left_out = shutil.ignore_patterns(".venv", ".[gs]it*", "tests", "bench", ".*_cache", "*.egg-info", "*.py", "static")
    shutil.copytree(ROOT, tmp_path / "clone", ignore=left_out)
    build = f"import setuptools.build_meta as made; made.build_wheel({str(tmp_path)!r})"
    _run(sys.executable, "-c", build, cwd=tmp_path / "clone")
    with zipfile.ZipFile(next(tmp_path.glob("pulldesk-*.whl"))) as wheel:
        inside = {name.partition("/data/share/pulldesk/")[2] for name in wheel.namelist()}
    code = [path.read_text("utf-8") for part in ("db", "doctor", "ops", "web") for path in (ROOT / part).rglob("*.py")]
    named = {path for text in code for path in re.findall(r"find_document\([\"'](.+?)[\"']\)", text)}
    assert len(named) > 3
    assert {".env.example", "docker-compose.yml", "deploy/systemd/pulldesk@.service", *named} <= inside


_GRANTED = {
    "release": {"image": {"packages": "write"}, "release": {"contents": "write"}},
    "pages": {"publish": {"pages": "write", "id-token": "write"}},
}


def test_workflows_audit_what_is_pinned_and_build_for_two_architectures() -> None:
    workflows = {path.stem: path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")}
    for name, words in workflows.items():
        read = yaml.safe_load(words)
        assert read["permissions"] == {}, name
        assert all("uses" in job or job["timeout-minutes"] for job in read["jobs"].values()), name
        rights = {job: set(one["permissions"].items()) - {("contents", "read")} for job, one in read["jobs"].items()}
        assert {job: dict(more) for job, more in rights.items() if more} == _GRANTED.get(name, {}), name
        used = re.findall(r"uses: (.+)", words)
        assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}  # v[\d.]+|\./.+", one) for one in used), (name, used)
        assert not re.search(r"pip install (?!.*==)", words), name
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert f"pip-audit --require-hashes --disable-pip --requirement {lock}" in workflows["audit"]
    for breadth in ("make wide", "make long", "make chaos", "tests.guide_on_debian"):
        assert breadth in workflows["nightly"]
    assert "cyclonedx-py requirements requirements.lock" in workflows["audit"]
    for name in ("image", "release"):
        assert re.search(r"linux/amd64, ?linux/arm64", workflows[name].replace('"', ""))


def test_a_release_is_of_a_tag_that_was_compared_tested_and_tried() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))["jobs"]
    assert [(name, job.get("needs")) for name, job in jobs.items()] == [
        ("version", None), ("test", "version"), ("image", "test"), ("release", "image"),
    ]  # fmt: skip
    tags = next(step["with"]["tags"] for step in jobs["image"]["steps"] if step.get("with", {}).get("push"))
    latest = [line for line in tags.splitlines() if "latest" in line]
    assert len(latest) == 1 and "!contains(github.ref_name, '-') && " in latest[0]


_LOG = """# Changelog

## [Unreleased]

- soon

## [2.0.0] - 2026-12-02

### Added
- [it](docs/it.md)

## [1.0.0] - day

- old
"""


@pytest.mark.parametrize(
    ("tag", "version", "log", "notes"),
    [
        ("v2.0.0", "2.0.0", _LOG, f"### Added\n- [it]({release._FILES}/v2.0.0/docs/it.md)"),
        ("v1.0.0", "1.0.0", _LOG, "- old"),
        ("v2.1.0-rc1", "2.1.0-rc1", _LOG, "- soon"),
        ("v2.1.0", "2.1.0", _LOG, None),
        ("v2.0.0", "1.0.0", _LOG, None),
        ("2.0.0", "2.0.0", _LOG, None),
        ("v2.0.0rc1", "2.0.0rc1", _LOG, None),  # no suffix that a workflow would see
        ("v2.0.0", "2.0.0", "## [2.0.0] - day\n\n## [1.0.0]\n\n- old\n", None),
    ],
)
def test_a_tag_has_its_version_and_its_notes(tag: str, version: str, log: str, notes: str | None) -> None:
    if notes is None:
        with pytest.raises(release.UnfitTagError):
            release.read_notes(tag, version, log)
    else:
        assert release.read_notes(tag, version, log) == notes


def test_what_is_pinned_by_digest_is_proposed_anew() -> None:
    read = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text("utf-8"))
    kinds = {one["package-ecosystem"] for one in read["updates"]}
    assert kinds == {"github-actions", "docker", "docker-compose"}
