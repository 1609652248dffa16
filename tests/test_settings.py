"""The wrong and the missing value of each setting: one line that names it, exit code 2, nothing of the value."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import BotSettings
from db import settings as db_settings
from db.settings import LogLevel, Settings, SettingsError
from desk import DeskSettings
from desk.settings.declaring import Setting
from desk.settings.desk_settings import SETTINGS
from mail.settings import MailSettings
from tests.rules import DESK_DEFAULTS
from todoist_sync.settings import BoardSettings
from web.settings import WebSettings

REPOSITORY = Path(__file__).parent.parent
WRONG = {
    "DATABASE_URL": ["mysql://u:secret@h/d", "secret", "postgresql:", "postgresql://u:secret@h:99999999/d"],
    "DATA_DIR": [__file__],
    "DB_AUTO_MIGRATE": ["perhaps"],
    "ADMIN_IDS": ["1,olga", "-5", "1;2", "0"],
    "STAFF_CHAT_ID": ["@group"],
    "INTAKE_QUIET_SECONDS": ["ten", "-1", "nan", "inf", "1e300"],
    "UNDO_SECONDS": ["ten", "-1"],
    "QUESTION_MINUTES": ["x", "0", "-2"],
    "REMIND_MINUTES": ["x", "-1"],
    "AUTO_CLOSE_HOURS": ["x", "-1"],
    "REOPEN_DAYS": ["x", "-1"],
    "INVITE_HOURS": ["x", "0"],
    "MAX_UNTAKEN": ["five", "0", "-1", "2.5", "100001"],
    "MAX_NEW_PER_HOUR": ["x", "0"],
    "MAX_OPEN": ["x", "0"],
    "LOCALE": ["de"],
    "TIMEZONE": ["Mars/Base", "../../etc/passwd", "/etc", "Europe"],
    "BOARD_PHONE_NUMBERS": ["perhaps", "2"],
    "SEAL_WORDS": ["perhaps", "2"],
    "WEB_URL": ["secret", "ftp://h", "https://h/?secret", "http://secret.example", "http://10.0.0.1"],
    "DATA_KEY": ["secret", "A" * 43 + "=,secret", "A" * 44],
    "WEB_SECRET_KEY": ["secret", "A" * 43 + "=,secret", "A" * 44],
    "PAYMENT_PROVIDER_TOKEN": ["secret token", "sécret"],
    "WEBHOOK_ALLOW": ["secret host!", "10.0.0.0/99", "http://secret/"],
    "ACCOUNT_URL": ["secret", "ftp://h", "https://h/?secret"],
    "ACCOUNT_SECRET": ["secret", "whsec_c2hvcnQ=", "whsec_" + "!" * 40, "other_" + "A" * 44],
    "GATEWAY_URL": ["secret", "ftp://h", "https://h/?secret"],
    "GATEWAY_SECRET": ["secret", "whsec_c2hvcnQ=", "whsec_" + "!" * 40, "other_" + "A" * 44],
    "GATEWAY_PER_DAY": ["x", "0", "1001"],
    "ASSIST_URL": ["secret", "ftp://h", "https://h/?secret"],
    "ASSIST_KEY": ["two words of a secret"],
    "ASSIST_MODEL": ["m" * 201],
    "ASSIST_PER_DAY": ["x", "0"],
    "ASSIST_TOKENS_PER_DAY": ["x", "0"],
    "MAIL_ADDRESS": [
        "secret",
        "Secret <secret>",
        "a+b@secret.example",
        "a@secret.example; b@secret.example",
        "a@secret.example, A <A@secret.example>",
        "a@secret.example, secret",
        "a@secret.example,",
        "a@secret.example =",
    ],
    "DADATA_KEY": ["two words of a secret"],
    "BACKUP_HOURS": ["soon", "0", "9000"],
    "LOG_LEVEL": ["loud"],
    "LOG_FORMAT": ["xml"],
    "LOG_FILE": ["/no/secret/folder/a.log"],
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kinds = (Settings, BotSettings, BoardSettings, WebSettings, MailSettings)
    for name in [*(name for kind in kinds for name in kind.model_fields), "PULLDESK_SANDBOX"]:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_a_default_and_says_what_it_should_hold() -> None:
    settings = Settings.load()
    assert settings.database_url is None
    assert settings.log_level is LogLevel.INFO
    assert all(field.description for field in Settings.model_fields.values())
    assert {name.lower() for name in WRONG} | {"sandbox_mark"} == set(Settings.model_fields)


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_value_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    line = str(refused.value)
    assert line.startswith(f"{name} should hold ")
    assert "\n" not in line
    assert "secret" not in line


def test_a_desk_has_several_addresses_with_names_and_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "MAIL_ADDRESS", 'Help@desk.example, "Bills, Acme" <bills@desk.example> = Bills and  orders,c@d.example'
    )
    assert Settings.load().mail_address == (
        ("help@desk.example", "", ""), ("bills@desk.example", "Bills, Acme", "Bills and orders"),
        ("c@d.example", "", ""),
    )  # fmt: skip
    monkeypatch.setenv("MAIL_ADDRESS", "a@d.example, b, A@d.example, c@d.example = x, c@d.example = , d@d.example")
    with pytest.raises(SettingsError, match=r"; of 6, wrong or twice: 2, 3, 5$"):
        Settings.load()


@pytest.mark.parametrize("name", WRONG)
def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert getattr(Settings.load(), name.lower()) == Settings.model_fields[name.lower()].default


@pytest.mark.parametrize("name", DESK_DEFAULTS)
def test_the_default_of_a_setting_of_the_desk_is_in_the_desk_alone(name: str) -> None:
    assert Settings.model_fields[name.lower()].default is None


@pytest.mark.parametrize("setting", [one for one in SETTINGS if one.variable], ids=lambda one: one.key)
def test_a_variable_sets_its_setting_of_the_desk(monkeypatch: pytest.MonkeyPatch, setting: Setting) -> None:
    typed, stored = {"timezone": ("Europe/Riga", "Europe/Riga"), "board_phone_numbers": ("true", True)}.get(
        setting.key, ("7", 7)
    )
    assert setting.default != stored
    monkeypatch.setenv(str(setting.variable), typed)
    assert setting.get_stored(DeskSettings.from_settings(Settings.load(), board=True)) == stored


def test_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", " 1, 22 ,333,")
    monkeypatch.setenv("INTAKE_QUIET_SECONDS", "0.25")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("TIMEZONE", "Europe/Moscow")
    settings = Settings.load()
    assert settings.admin_ids == {1, 22, 333}
    assert settings.intake_quiet_seconds == 0.25
    assert settings.log_level is LogLevel.DEBUG
    assert settings.timezone == "Europe/Moscow"


def test_a_database_address_hides_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://olga:sesame@db.example/desk")
    settings = Settings.load()
    assert settings.database_url == SecretStr("postgresql://olga:sesame@db.example/desk")
    assert "sesame" not in repr(settings)
    assert "sesame" in settings.get_secrets()


def test_keys_are_listed_and_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = "A" * 43 + "=", "B" * 43 + "="
    monkeypatch.setenv("WEB_SECRET_KEY", f"{first}, {second}")
    settings = Settings.load()
    assert [key.get_secret_value() for key in settings.web_secret_key] == [first, second]
    assert {first, second} <= set(settings.get_secrets())
    assert "AAAA" not in repr(settings)


def test_env_file_is_read_and_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOCALE=ru\nUNDO_SECONDS=3\nUNKNOWN_THING=1\n")
    monkeypatch.setenv("UNDO_SECONDS", "4")
    settings = Settings.load()
    assert (settings.locale, settings.undo_seconds) == ("ru", 4)


def test_the_sandbox_reads_no_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOCALE=ru\n")
    monkeypatch.setenv("PULLDESK_SANDBOX", "mark")
    settings = Settings.load()
    assert (settings.locale, settings.sandbox_mark) == (None, "mark")


def test_the_mark_of_the_sandbox_does_not_come_from_a_file() -> None:
    Path(".env").write_text("PULLDESK_SANDBOX=mark\nSANDBOX_MARK=mark\n")
    assert Settings.load().sandbox_mark == ""


def test_a_misspelt_variable_is_named_with_the_one_it_seems_to_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BOT_TOKENN=secret\nTODOIST_TOKEN=secret\nPOSTGRES_PASSWORD=secret\nLOCAL=\n")
    monkeypatch.setenv("TIME_ZONE", "secret")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")
    lines = BoardSettings.load().get_typos()
    assert lines == [
        "BOT_TOKENN is no setting, and BOT_TOKEN is not set: is BOT_TOKEN meant?",
        "TIME_ZONE is no setting, and TIMEZONE is not set: is TIMEZONE meant?",
        "TODOIST_TOKEN is no setting, and TODOIST_API_TOKEN is not set: is TODOIST_API_TOKEN meant?",
    ]
    with pytest.raises(SettingsError, match=r"^BOT_TOKEN is missing: .*; BOT_TOKENN is set: is it misspelt\?$"):
        BotSettings.load()
    monkeypatch.setenv("TODOIST_API_TOKEN", "there")
    assert not any("TODOIST" in line for line in BoardSettings.load().get_typos())


@pytest.mark.parametrize("settings", [BoardSettings, BotSettings, WebSettings, MailSettings, Settings])
def test_no_setting_of_another_process_counts_as_misspelt(
    monkeypatch: pytest.MonkeyPatch, settings: type[Settings]
) -> None:
    kinds = (BoardSettings, BotSettings, WebSettings, MailSettings)
    every = {name.upper() for kind in kinds for name in kind.model_fields}
    for name in every:
        others = {one for one in every if one != name} | {"POSTGRES_PASSWORD", "HTTP_PROXY", "HTTPS_PROXY"}
        wrong = db_settings.find_meant(others, [one.upper() for one in settings.model_fields])
        assert set(wrong.values()) <= set(), wrong


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("", "the database in .data"),
        ("postgresql://olga:sesame@db.example/desk", "the database at db.example:5432, database 'desk', user 'olga'"),
        ("postgresql:///desk?host=/run/pg&port=6000&user=o", "the database at /run/pg:6000, database 'desk', user 'o'"),
    ],
)
def test_the_log_says_where_the_database_is_and_never_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str, place: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    assert Settings.load().describe_database() == place


def test_all_wrong_values_are_named_at_once_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"TIMEZONE": "Mars/X", "WEB_URL": "http://desk.example", "ACCOUNT_URL": "https://crm.example",
             "SEAL_WORDS": "true", "BOT_TOKEN": "1:a", "BOT_HTTP_PORT": "abc", "TODOIST_CLIENT_ID": "id",
             "ADMIN_IDS": "olga,vera"}  # fmt: skip
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        BotSettings.load()
    lines = str(refused.value).splitlines()
    named = {"ACCOUNT_SECRET": "ACCOUNT_URL", "DATA_KEY": "SEAL_WORDS", "TODOIST_CLIENT_SECRET": "TODOIST_CLIENT_ID"}
    assert sorted(named.get(line.split()[0], line.split()[0]) for line in lines) == sorted(wrong)
    assert not any(value in str(refused.value) for value in ("Mars", "desk.example", "abc", "olga"))


def test_an_env_file_that_is_no_text_is_one_line() -> None:
    Path(".env").write_bytes(b"LOCALE=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"^\.env should be"):
        Settings.load()


def test_a_process_says_it_on_stderr_and_exits_with_2(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "migrations"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "DATABASE_URL": "mysql://u:secret@h/d"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "DATABASE_URL should hold a postgresql:// address" in ended.stderr
    assert "secret" not in ended.stderr


def test_an_account_system_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCOUNT_URL", "https://crm.example/account")
    with pytest.raises(SettingsError, match="ACCOUNT_SECRET is missing"):
        Settings.load()


def test_encrypted_words_need_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAL_WORDS", "true")
    with pytest.raises(SettingsError, match="DATA_KEY is missing: SEAL_WORDS"):
        Settings.load()
    monkeypatch.setenv("DATA_KEY", "A" * 43 + "=")
    assert Settings.load().seal_words
