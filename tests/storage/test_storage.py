"""A night whose archive and Parquet lie in S3: another machine, with nothing but the URL, publishes the same.

Run by `make test-storage` alone: the server (moto) has an environment of its own.
"""

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from dagster_project.lib.checkout import CHECKOUT
from tests.integration.conftest import run_night

pytestmark = pytest.mark.storage

UNITS, YEARS = ("cho-don", "na-ri"), ("2023", "2024")
BUCKET = "warehouse"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start an S3 server with a bucket; return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [CHECKOUT / ".venv-s3" / "bin" / "moto_server", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                try:
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            bucket(address).mkdir(BUCKET)
            yield address
        finally:
            process.terminate()


def options(address: str) -> dict[str, str]:
    return {"endpoint_url": address, "key": "of-a-test", "secret": "of-a-test"}


def bucket(address: str) -> fsspec.AbstractFileSystem:
    return fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False, **options(address))


def a_few_returns(folder: Path) -> Path:
    for year in YEARS:
        for unit in UNITS:
            shutil.copytree(CHECKOUT / "raw" / year / unit, folder / year / unit)
    return folder


def published(data_dir: Path) -> dict[str, bytes]:
    files = (data_dir / "published" / "parquet").glob("*.parquet")
    return {path.name: path.read_bytes() for path in files if path.name != "mart_publication.parquet"}


def test_a_machine_with_nothing_but_the_url_publishes_the_same(server: str, tmp_path: Path) -> None:
    returns = a_few_returns(tmp_path / "returns")
    settings = {
        "RETURNS_URL": str(returns),
        "WAREHOUSE_STORAGE_URL": f"s3://{BUCKET}/province",
        "WAREHOUSE_STORAGE_OPTIONS": json.dumps(options(server)),
        # Persons' keys are the same wherever the night runs; the secret never lies at the URL.
        "WAREHOUSE_PERSON_KEY": "of the tests alone, and long enough",
    }
    one = run_night(tmp_path / "one", **settings)
    assert one.returncode == 0, one.stdout + one.stderr
    there = bucket(server).find(f"{BUCKET}/province")
    assert not [path for path in there if "person.key" in path or path.endswith(".duckdb")]
    blobs = [path for path in there if "/archive/" in path and len(path.rsplit("/", 1)[1]) == 64]
    assert len(blobs) >= len(list(returns.rglob("*.xls*")))

    # The first machine is lost, and the source no longer has what it once had.
    for path in [path for path in returns.rglob("*") if path.is_file()]:
        path.unlink()
    other = run_night(tmp_path / "other", **settings)
    assert other.returncode == 0, other.stdout + other.stderr
    assert published(tmp_path / "other") == published(tmp_path / "one")
    assert published(tmp_path / "one")
    # What was read once is read from the storage, not again.
    stamps = Path("returns") / "stamps" / "judged" / YEARS[0] / f"{UNITS[0]}.stamp"
    assert (tmp_path / "one" / stamps).read_text() == (tmp_path / "other" / stamps).read_text()

    # The same night again moves nothing.
    before = {
        path: info["LastModified"] for path, info in bucket(server).find(f"{BUCKET}/province", detail=True).items()
    }
    again = run_night(tmp_path / "other", **settings)
    assert again.returncode == 0, again.stderr
    after = {
        path: info["LastModified"] for path, info in bucket(server).find(f"{BUCKET}/province", detail=True).items()
    }
    moved = {path for path in after if after[path] != before.get(path)}
    assert not [path for path in moved if "/judged/" in path or ("/received/" not in path and "/archive/" in path)]


def test_a_storage_that_is_not_there_stops_the_night_before_it_begins(tmp_path: Path) -> None:
    settings = {
        "RETURNS_URL": str(a_few_returns(tmp_path / "returns")),
        "WAREHOUSE_STORAGE_URL": f"s3://{BUCKET}/province",
        "WAREHOUSE_STORAGE_OPTIONS": json.dumps(options("http://127.0.0.1:9") | {"max_paths": 1}),
    }
    ended = run_night(tmp_path / "data", **settings)
    assert ended.returncode == 1
    assert "WAREHOUSE_STORAGE_URL" in ended.stderr
    assert "of-a-test" not in ended.stderr
    assert not (tmp_path / "data" / "archive").exists()
