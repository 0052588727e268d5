"""Where the project's own files lie, and which version of them: it runs from its checkout and is never installed."""

import subprocess
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def code_version(checkout: Path = CHECKOUT) -> str:
    """Return git's commit, with a ``+`` where files changed since; without git the version of ``pyproject.toml``."""
    # A folder above may be somebody's own repository: its commit says nothing of this code.
    if (checkout / ".git").exists():
        command = ["git", "-C", str(checkout), "describe", "--always", "--exclude=*", "--abbrev=12", "--dirty=+"]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        except (OSError, subprocess.SubprocessError):
            pass
        else:
            return said.stdout.strip()
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
