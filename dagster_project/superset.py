"""`make superset`: Apache Superset over the published marts, on this machine.

Here belongs: the secrets of the installation, what its environment is told, and the start of its server. Not here:
what runs inside `.venv-superset` (`superset/`: configuration, assets), which shares no package with this project.
"""

import os
import subprocess
import sys

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.command import Command, refused
from dagster_project.lib.keys import read_or_create_key
from dagster_project.settings import Settings, WrongSetting, check_names, environment_for_superset, load_settings

BIN = CHECKOUT / ".venv-superset" / "bin"


def main(arguments: list[str] | None = None) -> int:
    """Prepare the metadata database and become the server; return 1 with the reason in one line if that cannot be."""
    Command("dagster_project.superset", "Starts Superset over the published marts, on this machine.").options(arguments)
    try:
        check_names()
        settings = load_settings()
    except WrongSetting as problem:
        return refused(str(problem))
    published = settings.published_dir / "bi.duckdb"
    if not published.exists():
        return refused(f"chưa công bố số liệu nào · nothing was published yet: {published} (make nightly)")
    password, told = _secrets(settings)
    environment = environment_for_superset(settings)
    print("Superset: preparing dashboards…", flush=True)
    prepared = subprocess.run(
        [BIN / "python", CHECKOUT / "superset" / "prepare.py"],
        env={**environment, "SUPERSET_ADMIN_PASSWORD": password},
        check=False,
    )
    if prepared.returncode != 0:
        print("Superset could not be prepared; the reason stands above.", file=sys.stderr)
        return 1
    print(f"Superset: http://127.0.0.1:{settings.superset_port}/dashboard/list/  account admin, {told}", flush=True)
    os.execve(BIN / "gunicorn", _server(settings.superset_port), environment)


def _secrets(settings: Settings) -> tuple[str, str]:
    """Return the admin's password and what to say of it; it is shown once, when it is made."""
    folder = settings.superset_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    read_or_create_key(folder / "secret.key", "everybody has to log in again")
    if settings.superset_admin_password is not None:
        return settings.superset_admin_password.get_secret_value(), "password as in SUPERSET_ADMIN_PASSWORD"
    path = folder / "admin.password"
    is_new = not path.exists()
    password = read_or_create_key(path, "admin gets a new password")
    return password, f"password {password}" if is_new else f"password in {path}"


def _server(port: int) -> list[str]:
    # One process with threads: DuckDB works in parallel by itself, and attempts to log in are counted in memory.
    return [
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--threads",
        "8",
        "--timeout",
        "120",
        "--no-control-socket",
        "superset.app:create_app()",
    ]


if __name__ == "__main__":
    sys.exit(main())
