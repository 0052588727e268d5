"""Where news goes: a log file, e-mail or a webhook.

Belongs here: sending one text. Whatever prevents it is a TargetDown with one line that holds no secret.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from hashlib import sha256
from pathlib import Path

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from dagster_project.lib.addresses import Address, MailAddress, read_addresses
from dagster_project.lib.time import VIETNAM

SECONDS = 15
ATTEMPTS = 3


class TargetDown(Exception):
    """News could not be sent; the message names the target without its password."""


class _Stumbled(Exception):
    """A webhook did not answer, or asked for patience: worth another attempt."""


def _why_not(problem: BaseException) -> str:
    # Late: it knows the failures of a library that a night without a webhook does without.
    from dagster_project.notify.reasons import why_not

    return why_not(problem)


@dataclass(frozen=True)
class Target:
    """One place for news. The key tells targets apart in the memory of what was told, and holds no secret.

    ``send`` takes subject and text; it returns a remark where the news arrived, but not with everybody.
    """

    key: str
    send: Callable[[str, str], str | None] = field(repr=False)


def targets(setting: str, log_path: Path) -> list[Target]:
    """Return the targets that NOTIFY_URL names; the log file is always the first of them.

    Raises:
        ValueError: the setting names something else; the message names the setting.
    """
    log = Target("log", lambda subject, text: _append(log_path, subject, text))
    return [log, *(_target(address) for address in read_addresses(setting))]


def _target(address: Address) -> Target:
    if isinstance(address, MailAddress):
        who = ",".join(address.recipients)
        return Target(f"mail {address.host}:{address.port} {who}", lambda s, t: _mail(address, s, t))
    # Who knows a webhook's path may post to it, so only its digest is kept.
    digest = sha256(address.url.encode()).hexdigest()[:12]
    return Target(f"webhook {address.host} {digest}", lambda s, t: _post(address.host, address.url, s, t))


def _append(path: Path, subject: str, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(VIETNAM):%Y-%m-%d %H:%M:%S} {subject}\n{text}\n\n")
    except OSError as problem:
        raise TargetDown(f"{path}: {problem.strerror}") from None


def _mail(address: MailAddress, subject: str, text: str) -> str | None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = address.sender
    message["To"] = ", ".join(address.recipients)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=address.sender.rpartition("@")[2])
    # No out-of-office answers, please.
    message["Auto-Submitted"] = "auto-generated"
    # Base64: also a server that knows only ASCII hands over the diacritics unharmed.
    message.set_content(text, cte="base64")
    where = f"smtp {address.host}:{address.port}"
    try:
        with _connected(address) as server:
            if address.user:
                server.login(address.user, address.password)
            refused = server.send_message(message)
    except TargetDown:
        raise
    except (OSError, ValueError, smtplib.SMTPException) as problem:
        raise TargetDown(f"{where}: {_why_not(problem)}") from None
    return f"{where}: {len(refused)} of {len(address.recipients)} recipients refused" if refused else None


def _connected(address: MailAddress) -> smtplib.SMTP:
    """Return a greeted server; the connection is a private one wherever a password will be sent."""
    secure = ssl.create_default_context()
    if address.is_ssl:
        return smtplib.SMTP_SSL(address.host, address.port, timeout=SECONDS, context=secure)
    server = smtplib.SMTP(address.host, address.port, timeout=SECONDS)
    try:
        # Without it has_extn knows of no extension, and says no to everything.
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=secure)
        elif address.user:
            raise TargetDown(f"smtp {address.host}:{address.port}: no STARTTLS offered, so the password is not sent")
    except BaseException:
        server.close()
        raise
    return server


def _post(host: str, url: str, subject: str, text: str) -> None:
    try:
        _post_until_taken(url, {"subject": subject, "text": text})
    except (_Stumbled, TargetDown) as problem:
        raise TargetDown(f"webhook {host}: {problem}") from None
    except (OSError, ValueError) as problem:
        raise TargetDown(f"webhook {host}: {_why_not(problem)}") from None


@retry(
    retry=retry_if_exception_type(_Stumbled),
    stop=stop_after_attempt(ATTEMPTS),
    wait=wait_exponential(min=1, max=4),
    reraise=True,
)
def _post_until_taken(url: str, body: dict[str, str]) -> None:
    # Late: a night without a webhook does without.
    import requests

    try:
        # A redirected POST would arrive as a GET without its body, and look as if it had been taken.
        answer = requests.post(url, json=body, timeout=SECONDS, allow_redirects=False)
    except (requests.ConnectionError, requests.Timeout) as problem:
        raise _Stumbled(_why_not(problem)) from None
    if answer.status_code >= 500 or answer.status_code == 429:
        raise _Stumbled(f"HTTP {answer.status_code}")
    if answer.status_code >= 300:
        # It was understood and refused: asking again changes nothing.
        raise TargetDown(f"HTTP {answer.status_code}")
