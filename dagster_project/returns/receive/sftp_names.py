"""An SFTP client to which a name is bytes: paramiko's own stops at the first one that is no UTF-8.

Belongs here: names as Python keeps them for the local file system (surrogateescape), in both directions. How they are
shown is told in names.py.
"""

from collections.abc import Iterator
from typing import Any

import paramiko


class AnyNames(paramiko.SFTPClient):  # type: ignore[misc]
    """Lists and opens files whatever their names are."""

    @classmethod
    def over(cls, client: paramiko.SSHClient) -> "AnyNames":
        """Open a second SFTP session over a connection."""
        transport = client.get_transport()
        opened = cls.from_transport(transport) if transport else None
        if not isinstance(opened, AnyNames):
            raise ConnectionError("the SFTP session was not opened")
        return opened

    def listdir_iter(self, path: str = ".", *_: Any, **__: Any) -> Iterator[paramiko.SFTPAttributes]:
        """List a folder; the one that reads ahead decodes names by itself."""
        return iter(self.listdir_attr(path))

    def _read_response(self, waitfor: Any = None) -> tuple[Any, Any]:
        kind, message = super()._read_response(waitfor)
        if message is not None:
            message.get_text = lambda: message.get_string().decode("utf-8", "surrogateescape")
        return kind, message

    def _adjust_cwd(self, path: str | bytes) -> bytes:
        return super()._adjust_cwd(path.encode("utf-8", "surrogateescape") if isinstance(path, str) else path)
