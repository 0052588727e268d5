"""What a failure of a source means: whether trying again may help, what it is called in one line, and what to do.

Belongs here: telling failures apart. Does not belong here: how often something is tried (patience.py).
"""

from collections.abc import Mapping

from dagster_project.returns.receive.names import printable_name


class SourceUnavailable(Exception):
    """The source could not be read; the message is one line that says what was tried and what to do."""

    #: Only the file that was asked for is missing or forbidden; others may still be fetched.
    concerns_one_file = False


class TooBig(Exception):
    """The file is larger than `Limits.max_bytes`."""


def may_pass(error: BaseException) -> bool:
    """Whether trying again may help: not for what is missing, forbidden, misspelt or too big."""
    if isinstance(error, TooBig | SourceUnavailable | FileNotFoundError | NotADirectoryError | PermissionError):
        return False
    if isinstance(error, ValueError | TypeError | ImportError | NotImplementedError) or not isinstance(
        error, Exception
    ):
        return False
    status = _status(error)
    return not _is_about_login(error) and (status is None or status >= 500 or status in (408, 425, 429))


def in_one_line(error: Exception) -> str:
    """One line about an error.

    A system error by its own words, without the path that the message already has.
    """
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, NotADirectoryError):
        return "it is a file, not a folder"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    status = _status(error)
    text = printable_name(" ".join(str(error).split()))
    if status:
        return f"the server answered {status}"
    return text or type(error).__name__


def advice_for(error: Exception, protocol: str) -> str:
    """Return what the operator should look at after a failure of a source of this protocol."""
    if _is_about_login(error):
        return "Check user, password or key in RETURNS_URL and RETURNS_OPTIONS, and what they may read."
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError | ImportError | TypeError):
        return "Check the setting RETURNS_URL."
    if protocol == "file":
        return "Check that the folder of RETURNS_URL is there and can be read."
    return "Check RETURNS_URL and the network."


def _is_about_login(error: BaseException) -> bool:
    name = type(error).__name__
    return (
        isinstance(error, PermissionError)
        or "Authentication" in name
        or "Credential" in name
        or _status(error) in (401, 403)
    )


def _status(error: BaseException) -> int | None:
    """The HTTP status behind an error of aiohttp, httpx, webdav4 or botocore, if there is one."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    for found in (getattr(error, "status", None), getattr(error, "status_code", None), response):
        if isinstance(found, int):
            return found
    code = getattr(response, "status_code", None)
    return code if isinstance(code, int) else None
