"""How long data is kept, and what is masked."""

from dataclasses import dataclass
from datetime import timedelta

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import Length, MaskPatterns, Several, Switch, Unit
from desk.text.masking.secret_masking import MaskedKinds


def _keep(*presets: int) -> Length:
    """Return how many days something is kept; zero keeps it for ever."""
    return Length(Unit.DAYS, presets, least=0, most=36_500, off=True)


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """How long data is kept: `withdrawn` words, `raw` updates and messages of Telegram once they are processed, the
    `log` of presses and commands (zero: not kept), the bytes of `files` that both Telegram and the board have (zero:
    for ever). `closed`: words and files of requests that have ended, `audit`: the audit log, `people` who never had a
    request (zero: for ever). `archive`: what is deleted of `closed` and `audit` is first written to files in
    DATA_DIR."""

    withdrawn: timedelta = declare(
        "withdrawn_days", timedelta(days=30), Length(Unit.DAYS, (0, 7, 30, 90)), SettingGroup.DESK
    )
    raw: timedelta = declare(
        "raw_days", timedelta(days=14), Length(Unit.DAYS, (2, 7, 14, 30), least=2, most=366), SettingGroup.DESK
    )
    log: timedelta = declare(
        "log_days",
        timedelta(0),
        Length(Unit.DAYS, (0, 7, 30, 90), most=366, off=True),
        SettingGroup.DESK,
        of_web=True,
        place=1,
    )
    files: timedelta = declare(
        "files_kept_days",
        timedelta(days=30),
        Length(Unit.DAYS, (7, 30, 90, 0), off=True),
        SettingGroup.DESK,
        of_web=True,
        place=3,
    )
    closed: timedelta = declare("closed_kept_days", timedelta(0), _keep(0, 180, 365, 1095), SettingGroup.DESK)
    audit: timedelta = declare("audit_kept_days", timedelta(0), _keep(0, 365, 1095), SettingGroup.DESK)
    people: timedelta = declare("people_kept_days", timedelta(0), _keep(0, 365, 730, 1095), SettingGroup.DESK)
    archive: bool = declare("archive_deleted", False, Switch(), SettingGroup.DESK)


@dataclass(frozen=True, slots=True)
class MaskingRules:
    """Masking in words of requesters and in notes: some `kinds`, own `patterns` (see `desk/text/masking`).
    `kept`: how long readers with the permission can see it; zero: not at all."""

    kinds: MaskedKinds = declare("mask", MaskedKinds(), Several("setting-mask", MaskedKinds), SettingGroup.DESK)
    patterns: tuple[str, ...] = declare("mask_patterns", (), MaskPatterns(), SettingGroup.DESK)
    kept: timedelta = declare(
        "masked_kept_days", timedelta(days=7), Length(Unit.DAYS, (1, 7, 30, 0), most=366, off=True), SettingGroup.DESK
    )
