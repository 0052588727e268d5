"""A mail server and a webhook on this machine, to be told news; they can refuse, stumble and be encrypted."""

import base64
import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[int]:
    """Serve in a thread; gives the port."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate of 127.0.0.1 that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as a client needs to log in and hand over a mail."""

    daemon_threads = True

    def __init__(
        self, *, pem: Path | None = None, is_ssl: bool = False, login: str = "", refused: str = "", busy: bool = False
    ) -> None:
        self.mails: list[EmailMessage] = []
        #: (line, whether it came over TLS)
        self.said: list[tuple[str, bool]] = []
        self.login, self.refused, self.busy = login, refused, busy
        self.offers_tls = pem is not None and not is_ssl
        self.tls: ssl.SSLContext | None = None
        if pem is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(pem)
        self.is_ssl = is_ssl
        super().__init__(("127.0.0.1", 0), _Dialogue)

    def handle_error(self, *_: object) -> None:
        """A client that does not trust the certificate hangs up: no trace in the test's output."""


class _Dialogue(socketserver.BaseRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.is_private = False
        self._use(self.request)
        if self.server.is_ssl:
            self._encrypt()
        self._say("421 busy" if self.server.busy else "220 test")
        with suppress(OSError):
            while line := self.lines.readline():
                command = line.decode().strip()
                self.server.said.append((command, self.is_private))
                if not self._answer(command):
                    return

    def _answer(self, command: str) -> bool:
        verb = command.split()[0].upper() if command else ""
        if verb == "EHLO":
            offers = ["STARTTLS"] if self.server.offers_tls and not self.is_private else []
            offers += ["AUTH PLAIN"] if self.server.login else []
            words = ["test", *offers]
            for number, word in enumerate(words, start=1):
                self._say(f"250{' ' if number == len(words) else '-'}{word}")
        elif verb == "STARTTLS":
            self._say("220 go on")
            self._encrypt()
        elif verb == "AUTH":
            right = base64.b64decode(command.split()[2]).decode().split("\0")[1:] == self.server.login.split(":")
            self._say("235 welcome" if right else f"535 {self.server.login} is not your password")
        elif verb == "RCPT" and self.server.refused and self.server.refused in command:
            self._say("550 nobody of this name")
        elif verb == "DATA":
            self._say("354 go on")
            text = b"".join(iter(self.lines.readline, b".\r\n"))
            self.server.mails.append(message_from_bytes(text, policy=default))
            self._say("250 taken")
        elif verb == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 ok")
        return True

    def _encrypt(self) -> None:
        assert self.server.tls
        self._use(self.server.tls.wrap_socket(self.request, server_side=True))
        self.is_private = True

    def _use(self, connection) -> None:
        self.request, self.lines = connection, connection.makefile("rb")

    def _say(self, line: str) -> None:
        self.request.sendall(f"{line}\r\n".encode())


class Webhook(HTTPServer):
    """Takes JSON by POST; answers with the given codes, one a request, the last one for ever."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.requests = 0
        self.taken: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Post)


class _Post(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        server = self.server
        server.requests += 1
        code = server.codes.pop(0) if len(server.codes) > 1 else server.codes[0]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if code == 200:
            server.taken.append(body)
        self.send_response(code)
        if 300 <= code < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        """Where a redirected POST would end."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
