"""Callback data of registration, and of admins' answers to it."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id


class RegisterWish(StrEnum):
    """The wishes of a person about their registration."""

    START = "start"
    FORGET = "forget"
    FORGET_SURELY = "surely"
    KEEP = "keep"


class Register(CallbackData, prefix="register"):
    """Start or change one's registration, or have it forgotten, which is asked once more."""

    wish: RegisterWish


class RegisterSkip(CallbackData, prefix="register_skip"):
    """Leave a question of the registration unanswered."""

    question: Id


class ApplicantAnswer(StrEnum):
    """The answers to whether a person belongs to an organization."""

    YES = "yes"
    NO = "no"


class AnswerApplicant(CallbackData, prefix="applicant"):
    """Say whether a person belongs to the organization, by the id of their membership."""

    membership: Id
    answer: ApplicantAnswer
