"""Listing and fetching from every kind of source, and what happens when one is slow, down or shut."""

import base64
import contextlib
import os
import time
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import fsspec
import paramiko
import pytest

from dagster_project.returns.receive.failures import SourceUnavailable, TooBig
from dagster_project.returns.receive.patience import SourceLimits
from dagster_project.returns.receive.received_list import read_received_list
from dagster_project.returns.receive.source import ListedFile, Source
from tests.unit.servers import Counter, put, sftp_server, silent_server, web_server

QUICK = SourceLimits(attempts=3, first_wait=0.01, longest_wait=0.02, timeout=5, step=20)
# 1,700,000,000 s is 22:13:20 UTC on 14 November 2023: the next morning in Vietnam.
AT = datetime(2023, 11, 15, 5, 13, 20)
KEY = paramiko.RSAKey.generate(2048)
OTHER_KEY = paramiko.RSAKey.generate(2048)


def listed(url: str, *how: Any) -> list[ListedFile]:
    with Source(url, *how) as source:
        return source.listing().files


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    folder = tmp_path / "returns"
    put(folder, "2023/ba-be/Biểu số 02 (bản 1) & 100%.xlsx", b"one")
    put(folder, "2023/tinh/b.csv", b"second", 1_700_000_060)
    put(folder, "2023/tinh/~$b.csv", b"lock")
    put(folder, "2023/tinh/.~lock.b.csv#", b"lock")
    put(folder, "2023/tinh/Thumbs.db", b"picture")
    put(folder, ".git/config", b"hidden")
    put(folder, "README.md", b"where to put files")
    put(folder, "received.csv", "path,received_at\n2023/tinh/b.csv,2024-01-20 08:00\n")
    return folder


@contextlib.contextmanager
def served(kind: str, folder: Path, tmp_path: Path):
    """Yield (url, options) of a folder behind one kind of source."""
    if kind == "folder":
        yield str(folder), {}
    elif kind == "file":
        yield f"file://{folder}", {}
    elif kind == "memory":
        memory = fsspec.filesystem("memory")
        memory.put(str(folder), f"/{tmp_path.name}", recursive=True)
        yield f"memory://{tmp_path.name}", {}
    elif kind == "sftp":
        with sftp_server(folder, KEY) as host:
            yield f"sftp://etl:p%40ss%2Fword@{host}/", {}
    elif kind == "s3":
        with web_server(folder.parent, kind="s3") as host:
            yield f"s3://returns/{folder.name}", {"anon": True, "endpoint_url": f"http://{host}"}
    else:
        with web_server(folder, kind=kind) as host:
            yield f"{'webdav' if kind == 'webdav' else 'http'}://{host}/", {}


KINDS = ["folder", "file", "memory", "http", "apache", "webdav", "sftp", "s3"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_source_gives_the_same_files(kind: str, returns: Path, tmp_path: Path) -> None:
    with served(kind, returns, tmp_path) as (url, options), Source(url, options, QUICK) as source:
        listing = source.listing()
        assert [file.path for file in listing.files] == [
            "2023/ba-be/Biểu số 02 (bản 1) & 100%.xlsx",
            "2023/tinh/b.csv",
        ]
        assert [file.size for file in listing.files] == [3, 6]
        assert listing.stated == {"2023/tinh/b.csv": datetime(2024, 1, 20, 8)}
        assert listing.warnings == []
        contents = [source.fetch(file, tmp_path).path.read_bytes() for file in listing.files]
        assert contents == [b"one", b"second"]
        if kind != "memory":  # which knows only when it was written
            assert [file.modified_at for file in listing.files] == [AT, datetime(2023, 11, 15, 5, 14, 20)]
        assert len({file.listing_tag for file in listing.files} - {None}) == 2
        again = source.listing()
        assert [file.listing_tag for file in again.files] == [file.listing_tag for file in listing.files]


@pytest.mark.parametrize("kind", ["folder", "http", "webdav", "sftp", "s3"])
def test_a_changed_file_has_another_fingerprint(kind: str, returns: Path, tmp_path: Path) -> None:
    with served(kind, returns, tmp_path) as (url, options):
        before = {file.path: file.listing_tag for file in listed(url, options, QUICK)}
        put(returns, "2023/tinh/b.csv", b"SECOND", 1_700_000_120)
        after = {file.path: file.listing_tag for file in listed(url, options, QUICK)}
    assert [path for path in before if before[path] != after[path]] == ["2023/tinh/b.csv"]


def test_same_size_and_time_is_noticed_in_a_folder(returns: Path) -> None:
    before = [file.listing_tag for file in listed(str(returns))]
    put(returns, "2023/tinh/b.csv", b"SECOND", 1_700_000_060)
    after = [file.listing_tag for file in listed(str(returns))]
    assert before[1] != after[1]


@pytest.mark.parametrize("kind", ["http", "webdav", "s3"])
def test_a_source_that_fails_twice_is_tried_again(kind: str, returns: Path, tmp_path: Path) -> None:
    counter = Counter(failures=2)
    with web_server(returns.parent, counter, kind) as host:
        url = {"http": "http://{}/returns", "webdav": "webdav://{}/returns", "s3": "s3://returns/returns"}[kind]
        options = {"anon": True, "endpoint_url": f"http://{host}"} if kind == "s3" else {}
        assert len(listed(url.format(host), options, QUICK)) == 2
    assert counter.failures == 0


def test_a_source_that_is_down_says_what_was_tried(tmp_path: Path) -> None:
    with web_server(tmp_path) as host:
        pass  # gone again: nobody listens there any more
    with pytest.raises(SourceUnavailable) as caught:
        listed(f"http://someone:secret-word@{host}/returns?token=hidden-token", {}, QUICK)
    message = str(caught.value)
    assert "tried 3 times" in message
    assert "RETURNS_URL" in message
    assert "\n" not in message
    assert "secret-word" not in message
    assert "hidden-token" not in message


def test_a_silent_server_is_given_up(tmp_path: Path) -> None:
    began = time.monotonic()
    impatient = SourceLimits(attempts=2, first_wait=0.01, longest_wait=0.02, timeout=0.3, step=2)
    with silent_server() as host:
        for url in (f"http://{host}/", f"sftp://etl:x@{host}/", f"webdav://{host}/"):
            with pytest.raises(SourceUnavailable, match="tried 2 times"):
                listed(url, {}, impatient, tmp_path / "known_hosts")
    assert time.monotonic() - began < 15


def test_what_no_time_limit_reaches_is_given_up_too(returns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.returns.receive.remote.list_folder", lambda *_: time.sleep(5))
    with pytest.raises(SourceUnavailable, match="no end after"):
        listed(str(returns), {}, SourceLimits(attempts=1, step=0.1))


def test_the_whole_source_has_a_deadline(returns: Path) -> None:
    with web_server(returns, slow := Counter()) as host:
        slow.hang = 0.1
        with pytest.raises(SourceUnavailable, match=r"took longer than|failed"):
            listed(f"http://{host}/", {}, SourceLimits(attempts=1, total=0.15))


def test_a_missing_folder_is_not_tried_again(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match=r"does not exist \(tried once\)\. Check the setting RETURNS_URL"):
        listed(str(tmp_path / "nowhere"), {}, QUICK)


def test_a_file_instead_of_a_folder_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "returns.xlsx", b"x")
    with pytest.raises(SourceUnavailable, match="not a folder"):
        listed(str(tmp_path / "returns.xlsx"), {}, QUICK)


def test_an_unknown_protocol_is_an_error() -> None:
    with pytest.raises(SourceUnavailable, match="tried once"):
        listed("gopher://somewhere/returns", {}, QUICK)


def test_a_wrong_password_is_said_and_not_shown(returns: Path, tmp_path: Path) -> None:
    with sftp_server(returns, KEY) as host, pytest.raises(SourceUnavailable) as caught:
        listed(f"sftp://etl:wrong-word@{host}/", {}, QUICK, tmp_path / "known_hosts")
    assert "Check user, password" in str(caught.value)
    assert "tried once" in str(caught.value)
    assert "wrong-word" not in str(caught.value)


@pytest.mark.parametrize("kind", ["http", "webdav"])
def test_user_and_password_of_the_url_are_used(kind: str, returns: Path) -> None:
    counter = Counter()
    counter.basic_auth = "Basic " + base64.b64encode(b"etl:p@ss/word").decode()
    with web_server(returns, counter, kind) as host:
        assert len(listed(f"{kind}://etl:p%40ss%2Fword@{host}/", {}, QUICK)) == 2
        with pytest.raises(SourceUnavailable, match=r"401 \(tried once\)\. Check user"):
            listed(f"{kind}://etl:other@{host}/", {}, QUICK)


def test_another_sftp_server_at_the_same_address_is_refused(returns: Path, tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    with sftp_server(returns, KEY) as host:
        url = f"sftp://etl:p%40ss%2Fword@{host}/"
        assert len(listed(url, {}, QUICK, known)) == 2
        assert len(listed(url, {}, QUICK, known)) == 2
    with (
        sftp_server(returns, OTHER_KEY, int(host.partition(":")[2])),
        pytest.raises(SourceUnavailable, match="host key is not the one"),
    ):
        listed(url, {}, QUICK, known)


def test_a_file_over_the_limit_is_not_read_whole(returns: Path, tmp_path: Path) -> None:
    put(returns, "2023/tinh/big.xlsx", b"x" * 3_000_000)
    with Source(str(returns), {}, SourceLimits(max_bytes=2_000_000)) as source:
        big = next(file for file in source.listing().files if file.path.endswith("big.xlsx"))
        with pytest.raises(TooBig):
            source.fetch(big, tmp_path)
    assert not list(tmp_path.glob("incoming-*"))


def test_links_are_followed_inside_the_folder_only(returns: Path, tmp_path: Path) -> None:
    secret = put(tmp_path, "elsewhere/secret.txt", b"of the server")
    (returns / "2023/tinh/away.xlsx").symlink_to(secret)
    (returns / "2023/tinh/up").symlink_to(returns / "2023")
    (returns / "2023/tinh/same.csv").symlink_to(returns / "2023/tinh/b.csv")
    os.mkfifo(returns / "2023/tinh/pipe.xlsx")
    with Source(str(returns), {}, QUICK) as source:
        listing = source.listing()
    assert {file.path: file.is_no_file for file in listing.files if "tinh" in file.path} == {
        "2023/tinh/b.csv": False,
        "2023/tinh/same.csv": False,
        "2023/tinh/away.xlsx": True,
        "2023/tinh/pipe.xlsx": True,
        "2023/tinh/up": True,
    }
    assert len(listing.warnings) == 3


def test_received_list_times() -> None:
    stated, problems = read_received_list(
        "﻿path;received_at;note\r\n"
        "2023\\tinh\\a.xlsx;2024-01-20;\r\n"
        "./2023/tinh/b.xlsx;2024-01-20T08:00:00Z;in UTC\r\n"
        "2023/tinh/c.xlsx;20/01/2024;\r\n"
        ";;\r\n".encode()
    )
    assert stated == {
        "2023/tinh/a.xlsx": datetime(2024, 1, 20),
        "2023/tinh/b.xlsx": datetime(2024, 1, 20, 15),
    }
    assert len(problems) == 1
    assert "line 4" in problems[0]


def test_received_list_without_its_columns_is_not_used() -> None:
    stated, problems = read_received_list(b"file,when\na,b\n")
    assert stated == {}
    assert "columns path, received_at expected" in problems[0]


def test_names_in_decomposed_letters_are_the_same_path(tmp_path: Path) -> None:
    put(tmp_path, unicodedata.normalize("NFD", "2023/tinh/Biểu.xlsx"), b"x")
    assert [file.path for file in listed(str(tmp_path))] == ["2023/tinh/Biểu.xlsx"]
