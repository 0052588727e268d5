"""Superset's own configuration; read inside `.venv-superset`, through SUPERSET_CONFIG_PATH.

Here belongs: how Superset reaches the published file, and what it must not do (keep old figures, call home,
read other files). Not here: who starts it (`dagster_project/superset.py`) and what it shows (`assets/`).
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import wtforms_json
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

# Given by dagster_project/superset.py.
_HOME = Path(os.environ["SUPERSET_HOME"])
_PUBLISHED = Path(os.environ["SUPERSET_PUBLISHED"])

APP_NAME = "Kho dữ liệu nghị quyết"
SECRET_KEY = (_HOME / "secret.key").read_text(encoding="ascii").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}"
UPLOAD_FOLDER = f"{_HOME / 'uploads'}/"

# Each start would tell of hundreds of permissions and migrations.
LOG_LEVEL = "WARNING"

#: What no SQL window can undo: nothing is written, no other file and no address is read, no option is changed.
LOCKED = {"access_mode": "READ_ONLY", "enable_external_access": False, "lock_configuration": True}


def DB_CONNECTION_MUTATOR(
    uri: URL, params: dict[str, Any], _username: str | None, _security_manager: object, _source: object
) -> tuple[URL, dict[str, Any]]:
    """Lead every DuckDB connection to the publication of this moment, locked and never kept.

    The link `published` is followed here, for each query: DuckDB shows a process that still holds a
    connection to a path the file that lay there before, also on new connections; every publication has a
    path of its own. That goes for whatever URI somebody types: there is one DuckDB file to read.
    """
    if uri.get_backend_name() != "duckdb":
        return uri, params
    current = (_PUBLISHED / "bi.duckdb").resolve()
    kept = {name: value for name, value in params.items() if name not in ("connect_args", "poolclass")}
    return URL.create("duckdb", database=str(current)), {
        **kept,
        "poolclass": NullPool,
        "connect_args": {"config": dict(LOCKED)},
    }


# A figure of yesterday must never be shown after a night: nothing is cached (a query takes milliseconds).
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

# No network: the browser may talk to this server alone. Superset's pages ask for a tracking pixel (scarf.sh), map
# tiles and fonts, which this policy refuses.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    # It listens on 127.0.0.1; a proxy in front of it speaks TLS.
    "force_https": False,
    "session_cookie_secure": False,
}
ENABLE_CORS = False

FEATURE_FLAGS = {
    # Charts below the fold are there, too: for printing, for searching in the page and for screen readers.
    "DASHBOARD_VIRTUALIZATION": False,
}
# Guessing passwords is slowed down; one process serves, so its memory may count.
RATELIMIT_ENABLED = True
RATELIMIT_STORAGE_URI = "memory://"
ALLOWED_EXTENSIONS: set[str] = set()
SUPERSET_WEBSERVER_TIMEOUT = 120

# 1.234,5 as a Vietnamese reader expects it.
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}


def _reading_filters(of_one_call: Callable[..., Any]) -> Callable[..., Any]:
    """Let a patched field take `extra_filters`, which WTForms 3 hands over and wtforms-json refuses before 0.3.5.

    That version exists only as source, and nothing is installed here that is not locked. Without this nobody
    can log in.
    """

    def patched(process: Callable[..., Any]) -> Callable[..., Any]:
        def process_field(field: Any, formdata: Any, *data: Any, extra_filters: Any = None, **named: Any) -> Any:
            def original(field: Any, formdata: Any, **given: Any) -> Any:
                return process(field, formdata, **given, extra_filters=extra_filters)

            return of_one_call(original)(field, formdata, *data, **named)

        return process_field

    return patched


wtforms_json.monkey_patch_field_process = _reading_filters(wtforms_json.monkey_patch_field_process)
