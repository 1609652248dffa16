"""The limits of a Todoist account by its plan: the size of a file, the active tasks of a project."""

from todoist_sync.api.rows import Row

UPLOAD_BYTES, UPLOAD_BYTES_FREE = 100 * 1024 * 1024, 5 * 1024 * 1024  # a file (Todoist help centre, read 2026-11)
MAX_ACTIVE_TASKS = 300  # active tasks of a project (Todoist help centre, read 2026-11)


def get_upload_bytes(user: Row) -> int:
    """Return the largest file the account may upload; if the account does not say, the larger limit is tried."""
    free = user.get("is_premium") is False and user.get("premium_status", "not_premium") == "not_premium"
    return UPLOAD_BYTES_FREE if free else UPLOAD_BYTES
