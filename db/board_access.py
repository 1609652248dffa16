"""The operator's settings that say which Todoist account the board is kept with: a token, or an app that admins connect
an account to. For the processes that have to know if there is a board."""

from urllib.parse import urlencode

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from db.settings import ApiToken, HttpAddress, Settings, make_refusal

_SCOPE = "data:read_write,data:delete"
"""What an account is asked to allow (todoist-api-python 4.0.0, read 2026-11)."""


class BoardAccess(Settings):
    """A token alone makes a board. With an app and `WEB_SECRET_KEY`, admins can connect an account by `/connect`."""

    todoist_api_token: ApiToken | None = Field(None, description="the token of a Todoist account, or nothing")
    todoist_api_url: HttpAddress = Field("https://api.todoist.com", description="an http(s) address without /api/v1")
    todoist_oauth_url: HttpAddress = Field("https://todoist.com/oauth", description="an http(s) address")
    todoist_client_id: str = Field("", description="the client id of your Todoist app")
    todoist_client_secret: SecretStr | None = Field(
        None, description="the client secret of your Todoist app", validate_default=True
    )

    @field_validator("todoist_client_secret")
    @classmethod
    def _require_both_or_neither(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        client_id = info.data.get("todoist_client_id")
        if bool(client_id) != bool(value):
            missing = "TODOIST_CLIENT_SECRET" if client_id else "TODOIST_CLIENT_ID"
            raise make_refusal(f"{missing} is missing: TODOIST_CLIENT_ID and TODOIST_CLIENT_SECRET belong together")
        return value

    @property
    def has_board(self) -> bool:
        """Return True if there is a token, or if admins can connect an account."""
        return self.todoist_api_token is not None or bool(self.connect_url)

    @property
    def connect_url(self) -> str:
        """The address at which an account is connected, without the code; empty if admins cannot connect one."""
        if not self.todoist_client_id or not self.web_secret_key:
            return ""
        asked = urlencode({"client_id": self.todoist_client_id, "scope": _SCOPE}, safe=":,")
        return f"{self.todoist_oauth_url}/authorize?{asked}"

    @property
    def personal_token(self) -> str | None:
        """The token of `TODOIST_API_TOKEN`, which is used while no account is connected."""
        return self.todoist_api_token.get_secret_value() if self.todoist_api_token else None
