"""Dagster's event log in SQLite with one open connection a file: an event costs a quarter of what it does otherwise.

Dagster opens, compiles, commits with a sync and closes for every event: 11 ms of CPU, 30 to 60 on a slow disk; this
takes 2.6 (measured with 809 events). Files and tables are Dagster's own, so that everything else reads them as ever.

``make nightly`` opens Dagster so. It does not stand in ``dagster.yaml``: Dagster's own commands could then be run
from the checkout alone, and as ``python -m`` alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as db
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

#: The web server looks at many runs, each a file of its own.
_OPEN_FILES = 8


class _EventLog(SqliteEventLogStorage):
    def __init__(self, base_dir: str) -> None:
        self._engines: dict[str, db.Engine] = {}
        super().__init__(base_dir)
        # It is there by now, and of this version: to look again costs as much as twenty events.
        self._initialized_dbs.add(INDEX_SHARD_NAME)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        # One thread at a time, as in Dagster's own: a connection is never used by two.
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> db.Engine:
        engine = self._engines.pop(shard, None) or self._opened(shard)
        self._engines[shard] = engine
        while len(self._engines) > _OPEN_FILES:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def _opened(self, shard: str) -> db.Engine:
        options = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
        engine = db.create_engine(self.conn_string_for_shard(shard), poolclass=StaticPool, connect_args=options)
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        with engine.connect() as connection:
            # In WAL mode a power cut costs the last events at most, never the file.
            connection.exec_driver_sql("pragma synchronous = normal")
        return engine

    def delete_events(self, run_id: str) -> None:
        """Forget the events of a run, and close its file."""
        super().delete_events(run_id)
        if engine := self._engines.pop(run_id, None):
            engine.dispose()

    def dispose(self) -> None:
        """Close every file."""
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()


class OpenFilesStorage(DagsterSqliteStorage):
    """Dagster's storage in SQLite, but for the event log."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """Keep everything where Dagster would, under ``base_dir``."""
        super().__init__(base_dir, inst_data)
        self._event_log_storage = _EventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "OpenFilesStorage":
        """Return the storage that `open_instance` describes."""
        return cls(inst_data=inst_data, **config_value)


def open_instance(home: Path) -> dg.DagsterInstance:
    """Open Dagster's records under ``home`` for a night of this process."""
    storage = {"module": __name__, "class": OpenFilesStorage.__name__, "config": {"base_dir": str(home)}}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides={"storage": {"custom": storage}}))
