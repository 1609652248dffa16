"""A database that is removed while another process looks at it."""

import os
import threading
from pathlib import Path

from db.embedded.location import Place, remove


def test_a_lock_made_anew_meanwhile_keeps_nothing_there(tmp_path: Path) -> None:
    """Who looks for what nobody uses opens the locks of every database there is, and makes those that are not there."""
    home, over = tmp_path / "home", threading.Event()
    home.mkdir()
    for number in range(2000):
        (home / f"{number}").touch()

    def looks() -> None:
        while not over.is_set():
            try:
                os.close(os.open(home / "start.lock", os.O_CREAT | os.O_RDWR))
            except FileNotFoundError:
                continue

    looking = threading.Thread(target=looks)
    looking.start()
    try:
        remove(Place(home, home / "run", tmp_path, os.geteuid(), os.getegid()))
    finally:
        over.set()
        looking.join()
    assert list(tmp_path.iterdir()) == []
