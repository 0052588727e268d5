"""A failure of delivery has a name that a person knows, never a class of a library."""

import smtplib
import socket
import ssl

import pytest
import requests

from dagster_project.notify.reasons import why_not


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (smtplib.SMTPAuthenticationError(535, b"your password s3cret"), "wrong user or password (535)"),
        (smtplib.SMTPServerDisconnected("please run connect() first"), "hung up"),
        (smtplib.SMTPDataError(552, b"too big"), "did not take it (552)"),
        (ssl.SSLCertVerificationError("self-signed"), "not trusted"),
        (ssl.SSLError("WRONG_VERSION_NUMBER"), "TLS could not"),
        (socket.gaierror(-2, "Name or service not known"), "no such host"),
        (TimeoutError(), "no answer in time"),
        (requests.ReadTimeout(), "no answer in time"),
        (ConnectionRefusedError(111, "refused"), "nothing listens there"),
        (requests.ConnectionError("HTTPConnectionPool(host=…)"), "could not be reached"),
        (ValueError("x"), "could not be reached"),
    ],
)
def test_each_failure_is_told_in_our_words(problem: BaseException, told: str) -> None:
    said = why_not(problem)
    assert told in said
    assert "s3cret" not in said
    assert type(problem).__name__ not in said
