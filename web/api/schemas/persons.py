"""Requests and answers about an integration's users: links, tokens, account data."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from desk.accounts import account_data
from web.api.organizations.schemas import MembershipSeen
from web.api.schemas.values import (
    ApiPage,
    Context,
    Cursor,
    FromIntegration,
    Language,
    Limit,
    Moment,
    Name,
    UserId,
)


class PutPerson(FromIntegration):
    """One of your users; fields that are left out stay as they are."""

    name: Name | None = Field(None, description="how agents call them, unless they have joined Telegram")
    language: Language | None = None


class PersonSeen(BaseModel):
    """One of your users and the organizations they belong to."""

    external_id: UserId
    name: str = Field(description="how agents call them")
    language: str | None = Field(description="in which the desk speaks with them; null: not known yet")
    in_telegram: bool = Field(description="they have joined in Telegram")
    made_at: datetime = Field(description="when your system named them first")
    memberships: list[MembershipSeen] | None = Field(description="only with the scope organizations")
    erase_at: datetime | None = Field(description="when everything about them is erased; null: nobody has asked for it")


class PersonListed(BaseModel):
    """One of your users, in a list."""

    external_id: UserId
    name: str = Field(description="how agents call them")
    in_telegram: bool = Field(description="they have joined in Telegram")
    made_at: datetime = Field(description="when your system named them first")


class PersonPage(ApiPage[PersonListed]):
    """A page of your users, the first named first. `next_cursor` is null on the last page."""


class PersonsWanted(FromIntegration):
    """Which of your users are listed."""

    q: Name | None = Field(None, description="a part of the name or of your own id; none: all")
    cursor: Cursor | None = None
    limit: Limit = 100


class NewLink(FromIntegration):
    """Details for a link to Telegram for one of your users."""

    name: Name | None = Field(None, description="how agents call them; left out: as before")
    language: Language | None = None
    context: Context | None = None


_Line = AfterValidator(account_data.require_line)


class AccountFieldSeen(FromIntegration):
    """A field of account data: each of both is one line."""

    label: Annotated[str, StringConstraints(max_length=account_data.LONGEST_LABEL), _Line] = Field(
        description="what the value is, such as Plan"
    )
    value: Annotated[str, StringConstraints(max_length=account_data.LONGEST_VALUE), _Line] = Field(
        description="as agents read it"
    )


class AccountLinkSeen(FromIntegration):
    """A link to the user's page in your system."""

    label: Annotated[str, StringConstraints(max_length=account_data.LONGEST_LABEL), _Line] = Field(
        description="what the link is called"
    )
    url: Annotated[str, AfterValidator(account_data.require_address)] = Field(
        description="http(s), at most 500 plain characters", examples=["https://crm.example/people/7"]
    )


class NewAccount(FromIntegration):
    """Account data of one of your users."""

    fields: list[AccountFieldSeen] = Field(
        max_length=account_data.MOST_FIELDS,
        examples=[[{"label": "Plan", "value": "Pro"}]],
        description="in the order in which agents read them",
    )
    link: AccountLinkSeen | None = Field(None, description="where agents read more; null: nowhere")
    changed_at: Moment | None = Field(
        None, description="when your system changed it; an older change than one that came is left out"
    )


class PersonLabels(FromIntegration):
    """Labels of one of your users, which rules can compare. Requesters never see them."""

    labels: list[Annotated[str, StringConstraints(max_length=account_data.LONGEST_LABEL), _Line]] = Field(
        max_length=account_data.MOST_LABELS,
        examples=[["gold"]],
        description="all that they are to have, in small letters; none takes all away",
    )


class AccountSeen(BaseModel):
    """Account data as agents see it."""

    fields: list[AccountFieldSeen] = Field(description="in the order in which agents read them")
    link: AccountLinkSeen | None = Field(description="where agents read more; null: nowhere")
    labels: list[str] = Field(description="of the person, in small letters, by any system")
    as_of: datetime | None = Field(description="when a system said so last; null: never")
    failed_since: datetime | None = Field(description="ACCOUNT_URL has given no answer since then; null: it does")


class LinkMade(BaseModel):
    """A link for this user alone, which works for the first person who opens it."""

    url: str | None = Field(description="the link; null as long as the desk's bot has never been started")
    payload: str = Field(description="what follows ?start= in the bot's address")
    expires_at: datetime = Field(description="an hour from now")


class TokenMade(BaseModel):
    """A token of this user, for a chat on your page."""

    token: str = Field(description="to be sent by the person's page as Authorization: Bearer; it is shown only once")
    expires_at: datetime = Field(description="an hour from now")


class TeamRequestsSwitch(FromIntegration):
    """The switch for requests that the team begins with one of your users."""

    on: bool = Field(description="false: the team may not begin further requests with them")


class PersonDataSeen(BaseModel):
    """Everything about one person, as `/mydata` gives it to them."""

    external_id: UserId
    data: dict[str, Any] = Field(
        description="person, registration, organizations, account, requests, ideas, payments, use"
    )
    erase_at: datetime | None = Field(description="when everything is to be erased, if that was asked for")


class ErasureAsked(BaseModel):
    """An erasure that waits."""

    external_id: UserId
    erase_at: datetime | None = Field(description="until then the person or an admin can call it off")
    same_address: list[UserId] = Field(
        default=[], description="others of your users who mail from the same address, or claim to; they stay"
    )
