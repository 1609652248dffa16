"""Callback data of privacy."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id


class SendData(CallbackData, prefix="mydata"):
    """Send everything about the person as a file."""


class AskToForget(CallbackData, prefix="forgetask"):
    """Ask whether everything about the person is to be erased."""


class Forget(CallbackData, prefix="forget"):
    """Have everything about the person erased."""


class KeepData(CallbackData, prefix="forgetnot"):
    """Call the erasure off."""


class Consent(CallbackData, prefix="consent"):
    """Agree to a version of the terms."""

    version: Id


class ErasePerson(CallbackData, prefix="erase"):
    """Have everything about a requester erased, with the pause or at once."""

    person: Id
    at_once: int


class KeepPerson(CallbackData, prefix="erasenot"):
    """Call the erasure of a requester off."""

    person: Id
