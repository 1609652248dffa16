"""The limits of the Bot API that messages, files and updates have to keep (Bot API, read 2026-11). Rates of calls:
`bot/api/client.py`. Files to download: `ops/telegram_files.py`."""

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
"""UTF-16 units of a message and of a caption, after parsing."""
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
PHOTO_LIMIT_BYTES = 10 * 1024 * 1024
"""The largest file that a bot may upload, and the largest as a photo ("Sending files")."""
ALBUM_FILES = 10
"""The most files of an album (sendMediaGroup)."""
MESSAGE_BUTTONS = 90
"""The most buttons of a message: Telegram takes about 100."""
PRESS_ANSWER_CHARACTERS = 200
"""The longest answer to a press (answerCallbackQuery)."""
UPDATES_AT_ONCE = 100
"""The most updates that one poll returns (getUpdates)."""
