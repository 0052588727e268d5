"""News arrives by mail and by webhook, tried against servers on this machine; no secret is shown on the way."""

import traceback
from pathlib import Path

import pytest

from dagster_project.lib.addresses import MailAddress, read_addresses
from dagster_project.notify import targets as module
from dagster_project.notify.targets import Target, TargetDown, targets
from dagster_project.settings import WrongSetting, load_settings
from tests.unit.notify_servers import MailServer, Webhook, certificate, served

TEXT = "- Huyện Ba Bể (ba-be), 2024: biểu 03 chưa gửi · missing"
TO = "to=an@tinh.example,binh@tinh.example"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._post_until_taken.retry, "sleep", lambda _seconds: None)  # type: ignore[attr-defined]


@pytest.fixture
def pem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server's certificate that this machine trusts."""
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def target(setting: str, tmp_path: Path) -> Target:
    return targets(setting, tmp_path / "n.log")[1]


def test_a_mail_arrives_in_vietnamese_also_where_only_ascii_is_spoken(tmp_path: Path) -> None:
    server = MailServer()
    with served(server) as port:
        url = f"smtp://127.0.0.1:{port}?from=kho+tin@tinh.example&{TO}"
        assert target(url, tmp_path).send("Kho dữ liệu", TEXT) is None
    (mail,) = server.mails
    assert mail["To"] == "an@tinh.example, binh@tinh.example"
    assert mail["From"] == "kho+tin@tinh.example"
    assert mail["Subject"] == "Kho dữ liệu"
    assert mail.get_content().strip() == TEXT
    assert mail["Date"]
    assert mail["Message-ID"].endswith("@tinh.example>")


@pytest.mark.parametrize("is_ssl", [False, True])
def test_a_password_is_sent_over_tls(tmp_path: Path, pem: Path, is_ssl: bool) -> None:
    server = MailServer(pem=pem, is_ssl=is_ssl, login="kho:m@t/kh+u")
    with served(server) as port:
        scheme = "smtps" if is_ssl else "smtp"
        target(f"{scheme}://kho:m%40t%2Fkh+u@127.0.0.1:{port}?{TO}", tmp_path).send("s", TEXT)
    assert len(server.mails) == 1
    assert [private for line, private in server.said if line.startswith(("AUTH", "mail", "MAIL"))] == [True, True]


def test_no_password_is_sent_where_tls_is_not_offered(tmp_path: Path) -> None:
    server = MailServer(login="kho:secret")
    with served(server) as port, pytest.raises(TargetDown, match="STARTTLS"):
        target(f"smtp://kho:secret@127.0.0.1:{port}?{TO}", tmp_path).send("s", TEXT)
    assert [line for line, _ in server.said if line.startswith("AUTH")] == []


def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    server = MailServer(pem=certificate(tmp_path), login="kho:secret")
    with served(server) as port, pytest.raises(TargetDown, match="its certificate is not trusted"):
        target(f"smtp://kho:secret@127.0.0.1:{port}?{TO}", tmp_path).send("s", TEXT)
    assert server.mails == []


@pytest.mark.parametrize(("server", "reason"), [({"login": "kho:right"}, "535"), ({"busy": True}, "421")])
def test_a_server_that_refuses_is_down_and_its_words_are_not_repeated(
    tmp_path: Path, pem: Path, server: dict[str, object], reason: str
) -> None:
    with served(MailServer(pem=pem, **server)) as port, pytest.raises(TargetDown, match=reason) as raised:  # type: ignore[arg-type]
        target(f"smtp://kho:wr0ng@127.0.0.1:{port}?{TO}", tmp_path).send("s", TEXT)
    shown = "".join(traceback.format_exception(raised.value))
    assert "is not your password" not in shown
    assert "wr0ng" not in str(raised.value)


def test_one_refused_mailbox_does_not_keep_the_news_from_the_others(tmp_path: Path) -> None:
    server = MailServer(refused="binh@")
    with served(server) as port:
        remark = target(f"smtp://127.0.0.1:{port}?{TO}", tmp_path).send("s", TEXT)
    assert len(server.mails) == 1
    assert remark == f"smtp 127.0.0.1:{port}: 1 of 2 recipients refused"


def test_a_webhook_takes_json(tmp_path: Path) -> None:
    server = Webhook(200)
    with served(server) as port:
        target(f"http://127.0.0.1:{port}/x", tmp_path).send("Kho dữ liệu", TEXT)
    assert server.taken == [{"subject": "Kho dữ liệu", "text": TEXT}]


@pytest.mark.parametrize(
    ("codes", "requests", "reason"),
    [
        ((500, 200), 2, None),
        ((429, 503, 200), 3, None),
        ((500,), 3, "HTTP 500"),
        ((404, 200), 1, "HTTP 404"),
        ((302, 200), 1, "HTTP 302"),
    ],
)
def test_a_webhook_is_asked_again_only_while_that_may_help(
    tmp_path: Path, codes: tuple[int, ...], requests: int, reason: str | None
) -> None:
    server = Webhook(*codes)
    with served(server) as port:
        hook = target(f"http://127.0.0.1:{port}/s3cret", tmp_path)
        if reason:
            with pytest.raises(TargetDown, match=reason) as raised:
                hook.send("s", TEXT)
            assert "s3cret" not in str(raised.value)
        else:
            hook.send("s", TEXT)
    assert server.requests == requests
    assert len(server.taken) == (0 if reason else 1)


@pytest.mark.parametrize("url", ["http://me:s3cret@127.0.0.1:9/s3cret", f"smtp://me:s3cret@127.0.0.1:9?{TO}"])
def test_a_target_where_nobody_listens_is_down_and_shows_no_secret(tmp_path: Path, url: str) -> None:
    down = target(url, tmp_path)
    with pytest.raises(TargetDown, match=r"127\.0\.0\.1") as raised:
        down.send("s", TEXT)
    assert "Error" not in str(raised.value)
    shown = [str(raised.value), repr(down), down.key, repr(read_addresses(url))]
    assert [text for text in shown if "s3cret" in text] == []


def test_a_log_that_cannot_be_written_is_down(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where a folder should be")
    with pytest.raises(TargetDown):
        targets("", tmp_path / "logs" / "n.log")[0].send("s", TEXT)


def test_several_targets_are_separated_by_blanks() -> None:
    first, second = read_addresses(f"smtps://h?{TO}\n https://hook.example/x ")
    assert isinstance(first, MailAddress)
    assert (first.port, first.is_ssl, first.sender) == (465, True, "an@tinh.example")
    assert second.host == "hook.example"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://me:s3cret@x",
        "s3cret",
        "smtp://me:s3cret@host",
        "smtp://me:a/s3cret@host?to=a@b.example",
        "smtp://host:s3cret?to=a@b.example",
        "smtp://host?to=s3cret",
        "smtp://host?to=a@b.example%0ABcc:s3cret@b.example",
        "smtp://host?form=s3cret@b.example&to=a@b.example",
        "https:///s3cret",
        "https://[s3cret",
    ],
)
def test_a_setting_that_names_no_target_says_so_before_the_night_and_shows_no_secret(url: str) -> None:
    with pytest.raises(WrongSetting, match="NOTIFY_URL, target 2") as raised:
        load_settings(env_file=None, NOTIFY_URL=f"https://hook.example/t0ken {url}")
    assert "s3cret" not in str(raised.value)
    assert "t0ken" not in str(raised.value)


def test_settings_do_not_show_who_is_told() -> None:
    settings = load_settings(env_file=None, NOTIFY_URL="https://hook.example/s3cret")
    assert "s3cret" not in f"{settings!r} {settings} {settings.model_dump_json()}"
