"""Where the lines of a night go: a rotating file under the data folder, so that the terminal stays for people."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import dagster as dg

_BYTES, _KEPT = 2_000_000, 5


def night_log(path: Path) -> dg.LoggerDefinition:
    """Return the logger that writes a run's lines to ``path``."""

    def log_file(_context: dg.InitLoggerContext) -> logging.Logger:
        path.parent.mkdir(parents=True, exist_ok=True)
        logger = logging.getLogger("dagster_project.night")
        logger.setLevel(logging.INFO)
        logger.propagate = False
        if not logger.handlers:
            handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            logger.addHandler(handler)
        return logger

    return dg.LoggerDefinition(log_file, description="A rotating log file in the data folder.")
