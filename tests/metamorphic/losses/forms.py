"""Forms that were not sent."""

import random

from tests.fixtures.pages import Page


def form_not_sent(pages: list[Page], rng: random.Random) -> str:
    """Leave a form out of the file."""
    if not pages:
        return ""
    page = rng.choice(pages)
    pages.remove(page)
    return f"{page.form} not sent"


def nothing_sent(pages: list[Page], _rng: random.Random) -> str:
    """Send nothing for the year."""
    pages.clear()
    return "nothing sent"
