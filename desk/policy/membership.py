"""The one condition for a membership that counts. Changes nothing."""

from sqlalchemy import ColumnElement, and_

from db.models import Membership


def is_member(*, confirmed: bool = True, of: type[Membership] = Membership) -> ColumnElement[bool]:
    """Match the memberships that have not ended. Only a confirmed one gives rights, money, notices and lists;
    `confirmed=False` is for what concerns the person alone, and for staff."""
    live = of.ended_at.is_(None)
    return and_(live, of.confirmed_at.is_not(None)) if confirmed else live
