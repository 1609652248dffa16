"""A file whose content a handler needs: it is downloaded between two units of work, and the update is handled again."""


class FileWantedError(Exception):
    """The handler did nothing yet: it needs the file with this id, at most `limit_bytes` of it."""

    def __init__(self, file_id: str, limit_bytes: int) -> None:
        super().__init__("a file is needed")
        self.file_id = file_id
        self.limit_bytes = limit_bytes
