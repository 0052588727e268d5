"""Where news goes: a log file, e-mail or a webhook, each named by a URL.

Belongs here: sending one text. A target that is down raises TargetDown with one line that holds no secret.
"""

import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import requests
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

SECONDS = 15
Target = Callable[[str, str], None]


class TargetDown(Exception):
    """News could not be sent; the message names the target without its password."""


def targets(urls: str, log_path: Path) -> list[Target]:
    """Return the targets that a setting names, separated by blanks; the log file is always one of them.

    Args:
        urls: ``smtp://user:password@host:587?from=a@b&to=c@d,e@f`` (STARTTLS where offered), ``smtps://…``, or
            ``http(s)://…`` for a webhook that takes JSON.
        log_path: the file that keeps all news.

    Raises:
        ValueError: a URL that is none of these; the message names the setting.
    """
    return [_to_file(log_path), *[_target(urlsplit(url)) for url in urls.split()]]


def _target(url: SplitResult) -> Target:
    if url.scheme in ("http", "https"):
        return lambda subject, text: _post(url, subject, text)
    if url.scheme in ("smtp", "smtps") and url.hostname and parse_qs(url.query).get("to"):
        return lambda subject, text: _mail(url, subject, text)
    raise ValueError(
        f"NOTIFY_URL: {url.scheme}://{url.hostname or ''} is no target. Expected smtp://…?from=…&to=…, smtps://… or https://…"
    )


def _to_file(path: Path) -> Target:
    def append(subject: str, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {subject}\n{text}\n\n")

    return append


def _mail(url: SplitResult, subject: str, text: str) -> None:
    asked = parse_qs(url.query)
    message = EmailMessage()
    message["Subject"] = subject
    message["To"] = asked["to"][0]
    message["From"] = asked.get("from", asked["to"])[0]
    message.set_content(text)
    secure = ssl.create_default_context()
    host, port = str(url.hostname), url.port or (465 if url.scheme == "smtps" else 587)
    try:
        server = (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=secure)
            if url.scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=SECONDS)
        )
        with server:
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=secure)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as problem:
        raise TargetDown(f"smtp {host}:{port}: {type(problem).__name__}") from problem


def _post(url: SplitResult, subject: str, text: str) -> None:
    try:
        _post_once(url.geturl(), {"subject": subject, "text": text})
    except requests.RequestException as problem:
        raise TargetDown(f"webhook {url.hostname}: {type(problem).__name__}") from problem


@retry(
    retry=retry_if_exception_type(requests.RequestException),
    stop=stop_after_attempt(3),
    wait=wait_fixed(1),
    reraise=True,
)
def _post_once(url: str, body: dict[str, str]) -> None:
    requests.post(url, json=body, timeout=SECONDS).raise_for_status()
