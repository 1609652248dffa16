"""How large a file a bot may download or upload (Bot API, "Sending files", getFile)."""

from typing import Final

DOWNLOAD_LIMIT_BYTES: Final = 20 << 20
UPLOAD_LIMIT_BYTES: Final = 50 << 20
PHOTO_LIMIT_BYTES: Final = 10 << 20
