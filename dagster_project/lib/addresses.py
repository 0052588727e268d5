"""Whom the settings NOTIFY_URL and BI_POSTGRES_URL name: mailboxes behind a mail server, webhooks; a database.

Belongs here: reading the settings, and saying what is wrong with one without showing any of it, as it may hold a
password. Does not belong here: sending (notify/targets.py), loading (publish/postgres.py).
"""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

SETTING = "NOTIFY_URL"
_EXPECTED = (
    "expected smtp://user:password@host:587?from=a@b&to=c@d,e@f, smtps://… or https://… (a webhook); in a user or "
    "password write / as %2F, @ as %40, : as %3A, # as %23, ? as %3F, % as %25"
)
_POSTGRES = (
    "BI_POSTGRES_URL: expected postgresql://user:password@host:5432/database, with what libpq takes behind it, such as "
    "?sslmode=verify-full; in a user or password write / as %2F, @ as %40, : as %3A, # as %23, ? as %3F, % as %25"
)
_MAILBOX = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailAddress:
    """A mail server and who is written to through it."""

    host: str
    port: int
    is_ssl: bool
    sender: str
    recipients: tuple[str, ...]
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class WebhookAddress:
    """A URL that takes JSON by POST; the URL itself is often the secret."""

    host: str
    url: str = field(repr=False)


Address = MailAddress | WebhookAddress


def read_addresses(setting: str) -> list[Address]:
    """Return what the setting names, several separated by blanks.

    Raises:
        ValueError: one of them is no target; the message names the setting and which one, never its text.
    """
    return [_read(url, f"{SETTING}, target {number}") for number, url in enumerate(setting.split(), start=1)]


def _read(text: str, which: str) -> Address:
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError:
        # The error of urllib quotes what it could not read, which may be half a password.
        raise ValueError(f"{which}: host or port cannot be read; {_EXPECTED}") from None
    if url.scheme not in ("http", "https", *_PORTS) or not host:
        raise ValueError(f"{which}: no such kind of target; {_EXPECTED}")
    if url.scheme in _PORTS:
        return _mail(url, host, port or _PORTS[url.scheme], which)
    return WebhookAddress(host, text)


def _mail(url: SplitResult, host: str, port: int, which: str) -> MailAddress:
    asked: dict[str, list[str]] = {}
    for part in filter(None, url.query.split("&")):
        name, _, value = part.partition("=")
        # Not parse_qs: it makes a blank of the plus in a+b@c.
        asked.setdefault(name, []).extend(box.strip() for box in unquote(value).split(",") if box.strip())
    if strange := sorted(asked.keys() - {"from", "to"}):
        raise ValueError(f"{which}: {len(strange)} parameter(s) besides from and to; {_EXPECTED}")
    recipients, senders = asked.get("to", []), asked.get("from", [])
    if not recipients or len(senders) > 1 or not all(_MAILBOX.fullmatch(box) for box in [*recipients, *senders]):
        raise ValueError(f"{which}: from takes one mail address, to one or several; {_EXPECTED}")
    return MailAddress(
        host,
        port,
        is_ssl=url.scheme == "smtps",
        sender=(senders or recipients)[0],
        recipients=tuple(recipients),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
    )


def check_postgres_url(setting: str) -> None:
    """Raise ValueError for what is no URL of a PostgreSQL database; the message shows nothing of it."""
    # Late: whoever has no PostgreSQL does without its driver.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        is_url = setting.startswith(("postgresql://", "postgres://")) and bool(conninfo_to_dict(setting).get("dbname"))
    except ProgrammingError:
        # libpq quotes what it could not read, which may be half a password.
        is_url = False
    if not is_url:
        raise ValueError(_POSTGRES)
