"""What a list is: which rows its reader sees, by which filters and in which orders. Declared once, read by each door in
pages by number (people), behind a cursor (programs) or from the first to the last (files)."""

from desk.listing.keys import Key, turn
from desk.listing.lists import ListOf, ListQuery, Shown, where
from desk.listing.pages import Following, Page, fit_page

__all__ = ["Following", "Key", "ListOf", "ListQuery", "Page", "Shown", "fit_page", "turn", "where"]
