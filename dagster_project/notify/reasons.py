"""Why news could not be delivered, in a few words: no library's own, which may quote the login, nor a class's name.

Belongs here: what failures of a connection, of TLS, of a mail server are called. Not here: sending (targets.py).
"""

import smtplib
import socket
import ssl

import requests

#: The first that fits counts: what is more particular comes first.
_WORDS: list[tuple[type[BaseException], str]] = [
    (smtplib.SMTPAuthenticationError, "sai tên hoặc mật khẩu · wrong user or password"),
    (smtplib.SMTPRecipientsRefused, "mọi người nhận bị từ chối · every recipient was refused"),
    (smtplib.SMTPSenderRefused, "người gửi bị từ chối · the sender was refused"),
    (smtplib.SMTPServerDisconnected, "máy chủ ngắt kết nối · the server hung up"),
    (smtplib.SMTPException, "máy chủ thư không nhận · the mail server did not take it"),
    (ssl.SSLCertVerificationError, "chứng chỉ không tin được · its certificate is not trusted"),
    (requests.exceptions.SSLError, "chứng chỉ không tin được · its certificate is not trusted"),
    (ssl.SSLError, "không lập được TLS · TLS could not be agreed on"),
    (socket.gaierror, "không có máy tên đó · no such host"),
    (TimeoutError, "không trả lời kịp · no answer in time"),
    (requests.Timeout, "không trả lời kịp · no answer in time"),
    (ConnectionRefusedError, "không ai nghe ở cổng đó · nothing listens there"),
]
_ELSE = "không kết nối được · could not be reached"


def why_not(problem: BaseException) -> str:
    """Return what a failure is called, with the mail server's code where it gave one."""
    words = next((words for kind, words in _WORDS if isinstance(problem, kind)), _ELSE)
    return f"{words} ({problem.smtp_code})" if isinstance(problem, smtplib.SMTPResponseException) else words
