"""The version of the product: `pyproject.toml` has it, once, and the installed package says it."""

from importlib.metadata import version


def get_version() -> str:
    """Return the installed version, such as "1.0.0"."""
    return version("pulldesk")
