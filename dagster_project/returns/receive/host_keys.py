"""Which SFTP server is believed: the one that answered first, or that the machine's own known_hosts names.

Here belongs: that one decision. Without it every server would be believed every night, and a password sent to
it.
"""

from pathlib import Path

import paramiko


class HostKeyChanged(PermissionError):
    """The server showed another key than the one it is known by."""


class TrustOnFirstUse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Remember a server's key at the first contact, and refuse another key from then on."""

    def __init__(self, known_hosts: Path) -> None:
        """Keep the path; the file is read when a server shows its key."""
        self.known_hosts = known_hosts

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002
        """Accept the key when it is the known one, or the first one of this host."""
        for path in (Path("~/.ssh/known_hosts").expanduser(), self.known_hosts):
            known = paramiko.HostKeys(str(path)) if path.is_file() else paramiko.HostKeys()
            entry = known.lookup(hostname)
            if entry is None:
                continue
            if any(one.asbytes() == key.asbytes() for one in entry.values()):
                return
            raise HostKeyChanged(
                f"the server's host key is not the one in {path}; remove its line there if it is right"
            )
        self.known_hosts.parent.mkdir(parents=True, exist_ok=True)
        kept = paramiko.HostKeys(str(self.known_hosts)) if self.known_hosts.is_file() else paramiko.HostKeys()
        kept.add(hostname, key.get_name(), key)
        kept.save(str(self.known_hosts))
