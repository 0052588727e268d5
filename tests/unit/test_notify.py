"""News reach a person once: in a file, by mail and by webhook, tried against servers on this machine."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.defs import sensors
from dagster_project.notify.news import news_of_returns
from dagster_project.notify.targets import targets
from dagster_project.notify.tell import tell
from dagster_project.settings import load_settings

NEWS = {"missing:2024:ba-be:03": "ba-be, 2024: biểu 03 chưa gửi"}


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class Mailbox(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a client needs to hand over one mail."""

    received: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            if line[:4].upper() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.received.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if line[:4].upper() == b"QUIT" else b"250 ok\r\n")


class Hook(BaseHTTPRequestHandler):
    """A webhook that answers with the given codes, one a request, the last one for ever."""

    codes: list[int]
    received: list[dict[str, str]]

    def do_POST(self) -> None:
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if code == 200:
            self.received.append(body)
        self.send_response(code)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Keep the test's output clean."""


def hook(*codes: int) -> type[Hook]:
    return type("OneHook", (Hook,), {"codes": list(codes), "received": []})


def test_the_log_file_is_told_once_and_then_that_it_was_mended(tmp_path: Path) -> None:
    log, memory = tmp_path / "logs" / "n.log", tmp_path / "told.json"
    assert tell(NEWS, memory, targets("", log)) == []
    assert tell(NEWS, memory, targets("", log)) == []
    assert log.read_text(encoding="utf-8").count("biểu 03") == 1
    assert tell({}, memory, targets("", log)) == []
    assert "mended: ba-be, 2024" in log.read_text(encoding="utf-8")


def test_a_mail_arrives_in_vietnamese(tmp_path: Path) -> None:
    box = type("Box", (Mailbox,), {"received": []})
    with served(socketserver.TCPServer(("127.0.0.1", 0), box)) as port:
        url = f"smtp://127.0.0.1:{port}?from=kho@tinh.example&to=an@tinh.example,binh@tinh.example"
        assert tell(NEWS, tmp_path / "told.json", targets(url, tmp_path / "n.log")) == []
    mail = message_from_bytes(box.received[0], policy=default)
    assert mail["To"] == "an@tinh.example, binh@tinh.example"
    assert "chưa gửi" in mail.get_content()


def test_a_webhook_that_stumbles_is_tried_again(tmp_path: Path) -> None:
    kind = hook(500, 200)
    with served(HTTPServer(("127.0.0.1", 0), kind)) as port:
        assert tell(NEWS, tmp_path / "told.json", targets(f"http://127.0.0.1:{port}/x", tmp_path / "n.log")) == []
    assert kind.received[0]["text"] == "- ba-be, 2024: biểu 03 chưa gửi"


def test_a_target_that_is_down_is_said_without_its_secret_and_told_next_time(tmp_path: Path) -> None:
    memory, log = tmp_path / "told.json", tmp_path / "n.log"
    down = tell(NEWS, memory, targets("smtp://me:secret@127.0.0.1:9?to=a@b.example", log))
    assert len(down) == 1
    assert "127.0.0.1:9" in down[0]
    assert "secret" not in down[0]
    kind = hook(200)
    with served(HTTPServer(("127.0.0.1", 0), kind)) as port:
        assert tell(NEWS, memory, targets(f"http://127.0.0.1:{port}/", log)) == []
    assert len(kind.received) == 1


@pytest.mark.parametrize("url", ["ftp://x", "smtp://host", "nonsense"])
def test_a_setting_that_names_no_target_says_so(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="NOTIFY_URL"):
        targets(url, tmp_path / "n.log")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "published" / "bi.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.mart_return as select * from (values (2024, 'ba-be', '03', true, 'missing', false), "
            "(2024, 'ba-be', '04', true, 'missing', false), (2024, 'na-ri', '01', true, 'accepted', true), "
            "(2024, 'na-ri', '02', true, 'accepted', false), (2024, 'x', '01', false, 'accepted', true)) "
            "as t (report_year, unit_code, form, expected, state, is_late)"
        )
        connection.execute(
            "create table marts.mart_quality_finding as select * from (values ('date_invalid', 'row', 2), "
            "('age_implausible', 'warn', 3)) as t (rule_id, severity, findings)"
        )
    return path


def test_news_are_returns_not_as_they_should_be_and_checks_that_failed(published: Path) -> None:
    assert list(news_of_returns(published)) == [
        "missing:2024:ba-be:03, 04",
        "late:2024:na-ri:01",
        "check:date_invalid:row:2",
    ]


def test_the_sensor_and_the_end_of_a_night_do_not_tell_twice(published: Path, tmp_path: Path) -> None:
    settings = load_settings(env_file=None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"))
    assert sensors.tell_of_night(settings, None) == []

    @dg.op
    def nothing() -> None:
        """Do nothing."""

    @dg.job(name="nightly")
    def ended() -> None:
        nothing()

    with dg.DagsterInstance.ephemeral() as instance:
        result = ended.execute_in_process(instance=instance)
        context = dg.build_run_status_sensor_context(
            sensor_name="tell_of_findings",
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            dagster_event=result.get_run_success_event(),
        )
        job = dg.define_asset_job("nightly")
        (on_success, _) = sensors.definitions(settings, job).sensors or ()
        on_success(context)
    log = (tmp_path / "data" / "logs" / "notifications.log").read_text(encoding="utf-8")
    assert log.count("ba-be, 2024: biểu 03, 04") == 1


def test_a_failed_night_is_told_once_and_what_it_did_not_see_is_not_called_mended(
    published: Path, tmp_path: Path
) -> None:
    settings = load_settings(env_file=None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"))
    assert sensors.tell_of_night(settings, None) == []
    assert sensors.tell_of_night(settings, "warehouse: dbt: a test failed") == []
    assert sensors.tell_of_night(settings, "the same failure in other words") == []
    log = (tmp_path / "data" / "logs" / "notifications.log").read_text(encoding="utf-8")
    assert "warehouse: dbt: a test failed" in log
    assert "other words" not in log
    assert "mended" not in log
    assert sensors.tell_of_night(settings, None) == []
    log = (tmp_path / "data" / "logs" / "notifications.log").read_text(encoding="utf-8")
    assert log.count("mended: Không công bố") == 1
