"""`python -m ops.health PORT`: asks a process on this machine if it is alive; for containers' health checks."""

from __future__ import annotations

import http.client
import sys

_SECONDS = 3.0


def is_alive(port: int) -> bool:
    """Return True if `/healthz` answers 200 on 127.0.0.1."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_alive(int(sys.argv[1])) else 1)
