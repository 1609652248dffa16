"""`python -m tests.oldest PROGRAMS` (`make oldest`): a desk on another PostgreSQL, whose programs are in that folder.

Queue, migrations and a conversation; of a server older than a desk works on, that it is refused."""

import os
import re
import subprocess
import sys

from db.driver import OLDEST

_WORKS = ("tests/db/queue", "tests/test_migrations.py", "tests/flows/test_life_of_a_ticket.py")
_IS_REFUSED = ("tests/oldest_refused.py",)


def main(programs: str) -> None:
    """Run the tests in place of this process; other runs beside them note what failed."""
    asked = [f"{programs}/postgres", "--version"]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout  # noqa: S603 - whoever types it says
    found = re.search(r" (\d+)", told)
    assert found is not None, told
    tests = _WORKS if int(found[1]) >= OLDEST else _IS_REFUSED
    sys.stdout.write(f"{told.strip()}: {' '.join(tests)}\n")
    sys.stdout.flush()
    known = {**os.environ, "TESTS_POSTGRESQL": programs}
    asked = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    os.execve(sys.executable, asked, known)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1])
