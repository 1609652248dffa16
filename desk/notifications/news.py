"""Who is told what: letters to requester, holder and staff. Decides receivers and keys; knows no wording and no rule.

Nobody is told of their own deeds, nothing is put for people without Telegram, and rights are looked at again by
delivery when a letter is sent.
"""

from desk.notifications.refresh import Faces
from desk.notifications.to_assignee import ToHolder
from desk.notifications.to_requester import ToRequester
from desk.notifications.to_staff import ToStaff


class News(Faces, ToStaff, ToHolder, ToRequester):
    """All letters of one verb: `News(session, actor=…, origin=…, now=…, rules=…)`."""
