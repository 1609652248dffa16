"""Lets the browser of a demo's visitor into the panel: the desk is asked for a sign-in as by any browser, and the
demo's admin chooses its code. The panel knows nothing of it.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from db.models import WebSignIn
from desk import DeskSettings, Outdated
from desk.sessions import sign_in
from desk.sessions.sign_in import Browser
from sandbox.product.first_admin import DemoDesk
from sandbox.servers import HOST

COOKIE = "session"
"""The name of the panel's cookie, which has no prefix without TLS."""
_BROWSER = "Demo"


async def sign_in_admin(demo: DemoDesk, now: datetime) -> str:
    """Sign a browser in as the demo's admin, completely or not at all; return the secret of its cookie. Raises
    CannotDoError."""
    key = sign_in.hash_secret(secrets.token_urlsafe(32))
    async with demo.open_as_admin(now, DeskSettings()) as desk:
        me = desk.require_actor()
        await sign_in.reset_questions(desk)
        browser = Browser(key, _BROWSER, HOST, word=me.panel_word or "")
        code = await sign_in.start_sign_in(desk.session, str(me.telegram_id), browser, now=now, rules=desk.rules)
        question = await desk.session.scalar(select(WebSignIn.id).where(WebSignIn.browser_hash == key))
        await sign_in.choose_code(desk, question or 0, code)
        token = await sign_in.take_session(desk.session, key, now=now, rules=desk.rules)
        if token is None:
            raise Outdated
    return token
