"""Closed lists of values the Bot API accepts; must not know what they are used for."""

from __future__ import annotations

from typing import Final

_REACTIONS: Final = """
    ❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋
    🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
_ACTIONS: Final = """
    typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker
    find_location record_video_note upload_video_note record_audio upload_audio
"""
_NEVER_COPIED: Final = """
    game invoice paid_media giveaway giveaway_winners giveaway_created giveaway_completed pinned_message
    new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo group_chat_created
    supergroup_chat_created channel_chat_created message_auto_delete_timer_changed migrate_to_chat_id
    migrate_from_chat_id successful_payment refunded_payment users_shared chat_shared write_access_allowed
    proximity_alert_triggered boost_added chat_background_set forum_topic_created forum_topic_edited
    forum_topic_closed forum_topic_reopened video_chat_scheduled video_chat_started video_chat_ended
    video_chat_participants_invited web_app_data connected_website passport_data gift unique_gift
"""

FREE_REACTIONS: Final = frozenset(_REACTIONS.split())
"""Emoji a ReactionTypeEmoji may hold, without variation selectors (Bot API 10.1)."""

ACTIONS: Final = frozenset(_ACTIONS.split())
"""The actions of sendChatAction (Bot API 10.1)."""

NEVER_COPIED: Final = frozenset(_NEVER_COPIED.split())
"""Content that copyMessage refuses: service messages, paid media, giveaways, invoices (Bot API, copyMessage)."""
