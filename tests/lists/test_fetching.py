"""Fetching, from a real server on this machine that does all that servers do wrong."""

from __future__ import annotations

import datetime
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from screenlib import lists
from screenlib.errors import DateError, FetchError, UnknownListError
from screenlib.lists import Store
from screenlib.lists.download import Client
from screenlib.lists.fetching import FetchOutcome, FetchSource, fetch, fetch_sources
from screenlib.lists.importers import FORMATS

FIXTURES = Path(__file__).parent / "fixtures"
UN = (FIXTURES / "un.xml").read_bytes()
TODAY = datetime.date(2026, 3, 1)
Answer = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the test says: `script` holds the answers in order, the last one for ever."""

    protocol_version = "HTTP/1.1"
    script: ClassVar[list[Answer]]
    seen: ClassVar[list[dict[str, str]]]

    def do_GET(self) -> None:
        self.seen.append({"path": self.path, **dict(self.headers.items())})
        answer = self.script[0] if len(self.script) == 1 else self.script.pop(0)
        answer(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def give(
        self,
        status: int,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        length: int = -1,
    ) -> None:
        self.send_response(status)
        fields = {"Content-Type": "application/xml", **(headers or {})}
        for key, value in fields.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        self.end_headers()
        self.wfile.write(body)


def good(body: bytes = UN, **headers: str) -> Answer:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return lambda handler: handler.give(200, body, named)


def status(code: int, **headers: str) -> Answer:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return lambda handler: handler.give(code, b"no", named)


def cut_off(handler: Handler) -> None:
    handler.give(200, UN[:400], length=len(UN))
    handler.close_connection = True


def hang_up(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


def slow(handler: Handler) -> None:
    time.sleep(1.0)
    handler.give(200, UN)


def chunked_cut_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/xml")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"%x\r\n%s\r\n" % (400, UN[:400]))
    handler.close_connection = True


def redirect(target: str) -> Answer:
    return lambda handler: handler.give(302, b"", {"Location": target})


class Server:
    def __init__(self) -> None:

        class Once(Handler):
            script: ClassVar[list[Answer]] = [good()]
            seen: ClassVar[list[dict[str, str]]] = []

        self.handler = Once
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.pauses: list[float] = []
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def answers(self, *script: Answer) -> None:
        self.handler.script[:] = script

    @property
    def seen(self) -> list[dict[str, str]]:
        return self.handler.seen

    def source(self, key: str = "un-list", path: str = "/list.xml", **more: object) -> FetchSource:
        fields = {"format": "un-xml", "least": 1, "types": ("application/xml",), **more}
        return FetchSource(id=key, title="UN", url=self.url + path, **fields)  # type: ignore[arg-type]

    def client(self, **settings: object) -> Client:
        settings = {"timeout": 5.0, "pause": self.pauses.append, "today": lambda: TODAY} | settings
        return Client(**settings)  # type: ignore[arg-type]

    def fetch(self, store: Path, *sources: FetchSource, **more: object) -> lists.FetchReport:
        chosen = {source.id: source for source in sources or (self.source(),)}
        more = {"client": self.client()} | more
        return fetch(store=store, sources=chosen, **more)  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.server.shutdown()
    running.server.server_close()


def files(path: Path) -> dict[str, bytes]:
    return {str(f): f.read_bytes() for f in path.rglob("*") if f.is_file() and f.name != ".lock"}


def test_a_list_comes_into_the_store(server: Server, store_path: Path) -> None:
    report = server.fetch(store_path)
    (outcome,) = report.outcomes
    assert report.ok
    assert (outcome.status, outcome.snapshot) == ("updated", "un-list@2026-02-27")
    assert outcome.age_days == 0  # the source has just said that this is the newest
    held = Store(store_path).load("un-list")
    assert len(held) == 2
    assert held.checked == TODAY
    assert held.age_days(datetime.date(2026, 3, 11)) == 10
    assert not held.is_stale(datetime.date(2026, 3, 11))
    assert held.is_stale(datetime.date(2026, 3, 20))
    assert "0 days old" in str(outcome)


def test_a_file_without_a_date_holds_from_the_day_it_was_served(
    server: Server, store_path: Path
) -> None:
    server.answers(good((FIXTURES / "bis.csv").read_bytes(), Content_Type="text/csv"))
    source = server.source(format="bis-csv", types=("text/csv",))
    report = server.fetch(store_path, source)
    assert report.outcomes[0].effective == datetime.datetime.now(datetime.UTC).date()


def test_the_second_request_is_conditional(server: Server, store_path: Path) -> None:
    server.answers(good(ETag='"a1"', Last_Modified="Fri, 27 Feb 2026 00:00:00 GMT"))
    server.fetch(store_path)
    server.answers(status(304))
    before = {k: v for k, v in files(store_path).items() if not k.endswith("fetch.json")}
    (outcome,) = server.fetch(store_path).outcomes
    assert outcome.status == "unchanged"
    assert server.seen[1]["If-None-Match"] == '"a1"'
    assert server.seen[1]["If-Modified-Since"] == "Fri, 27 Feb 2026 00:00:00 GMT"
    after = {k: v for k, v in files(store_path).items() if not k.endswith("fetch.json")}
    assert after == before


def test_no_condition_without_a_snapshot_at_hand(server: Server, store_path: Path) -> None:
    server.answers(good(ETag='"a1"'))
    server.fetch(store_path)
    for path in (store_path / "un-list" / "2026-02-27").iterdir():
        path.write_bytes(b"damaged")
    (outcome,) = server.fetch(store_path).outcomes
    assert "If-None-Match" not in server.seen[1]
    assert outcome.status == "updated"
    assert len(Store(store_path).load("un-list")) == 2


def test_the_same_content_again_is_unchanged(server: Server, store_path: Path) -> None:
    server.fetch(store_path)
    (outcome,) = server.fetch(store_path).outcomes
    assert outcome.status == "unchanged"


@pytest.mark.parametrize(
    "fault", [status(500), status(502), status(503), status(429), cut_off, chunked_cut_off, hang_up]
)
def test_what_may_pass_is_tried_again(server: Server, store_path: Path, fault: Answer) -> None:
    server.answers(fault, fault, good())
    (outcome,) = server.fetch(store_path).outcomes
    assert outcome.status == "updated"
    assert outcome.attempts == 3
    assert server.pauses == [1.0, 2.0]  # longer each time


@pytest.mark.parametrize(
    ("fault", "message", "attempts"),
    [
        (status(500), "answered 500", 4),
        (status(429), "answered 429", 4),
        (cut_off, "cut off|broke off", 4),
        (chunked_cut_off, "broke off", 4),
        (hang_up, "broke off|no connection", 4),
        (status(404), "answered 404", 1),
        (status(403), "answered 403", 1),
        (good(UN[:700]), "not well-formed XML", 1),
        (good(b"<html>maintenance</html>"), "HTML page", 1),
        (good(b""), "empty", 1),
        (good(Content_Type="text/html"), "the answer is text/html", 1),
        (good(b"\x1f\x8b" + UN), "gzip", 1),
        (redirect("/list.xml"), "redirect|302", 1),
        (redirect("http://example.invalid/list.xml"), "only https", 1),
        (redirect("file:///etc/passwd"), "only https|not allowed", 1),
        (lambda handler: handler.wfile.write(b"garbage\r\n\r\n"), "no HTTP|broke off", None),
    ],
)
def test_a_bad_answer_replaces_nothing(
    server: Server, store_path: Path, fault: Answer, message: str, attempts: int | None
) -> None:
    import re

    server.fetch(store_path)
    before = files(store_path)
    server.answers(fault)
    server.seen.clear()
    (outcome,) = server.fetch(store_path).outcomes
    assert outcome.status == "failed"
    assert re.search(message, outcome.error), outcome.error
    assert (outcome.snapshot, outcome.effective) == (
        "un-list@2026-02-27",
        datetime.date(2026, 2, 27),
    )
    if attempts is not None and "redirect" not in message:
        assert len(server.seen) == attempts
    assert files(store_path) == before


def test_a_slow_server(server: Server, store_path: Path) -> None:
    server.answers(slow)
    client = server.client(timeout=0.2, retries=1)
    (outcome,) = server.fetch(store_path, client=client).outcomes
    assert outcome.status == "failed"
    assert "after 2 attempts" in outcome.error
    assert outcome.snapshot is None
    assert "no snapshot at hand" in str(outcome)


def test_a_server_that_never_ends(server: Server, store_path: Path) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/xml")
        handler.end_headers()
        handler.close_connection = True
        try:
            for _ in range(10_000):
                handler.wfile.write(b" " * 65536)
        except OSError:
            pass

    server.answers(endless)
    client = server.client(size_limit=1_000_000)
    (outcome,) = server.fetch(store_path, client=client).outcomes
    assert "more than 1,000,000 bytes" in outcome.error


def test_nobody_there(store_path: Path) -> None:
    server = Server()
    server.server.shutdown()
    server.server.server_close()
    (outcome,) = server.fetch(store_path, client=server.client(retries=1)).outcomes
    assert "no connection" in outcome.error


def test_retry_after_is_kept_to_up_to_a_limit(server: Server, store_path: Path) -> None:
    server.answers(status(429, Retry_After="7"), status(503, Retry_After="86400"), good())
    assert server.fetch(store_path).ok
    assert server.pauses == [7.0, 60.0]


def test_a_partial_list_is_refused(server: Server, store_path: Path) -> None:
    (outcome,) = server.fetch(store_path, server.source(least=500)).outcomes
    assert "2 entities; at least 500" in outcome.error
    assert not list(store_path.rglob("snapshot.toml"))


def test_a_list_that_shrank_is_refused_until_allowed(server: Server, store_path: Path) -> None:
    many = UN
    for number in range(5):
        entry = f"<ENTITY><DATAID>9{number}</DATAID><FIRST_NAME>F{number}</FIRST_NAME></ENTITY>"
        many = many.replace(b"</ENTITIES>", entry.encode() + b"</ENTITIES>")
    server.answers(good(many))
    assert server.fetch(store_path).ok
    server.answers(good())
    (outcome,) = server.fetch(store_path).outcomes
    assert "2 entities where the edition before has 7" in outcome.error
    assert len(Store(store_path).load("un-list")) == 7
    assert server.fetch(store_path, allow_shrink=True).ok
    assert len(Store(store_path).load("un-list")) == 2


def test_one_failure_stops_no_other(server: Server, store_path: Path) -> None:
    server.answers(status(404), good(), status(404))
    told: list[FetchOutcome] = []
    report = server.fetch(
        store_path,
        server.source("first"),
        server.source("second"),
        server.source("third"),
        progress=told.append,
    )
    assert [outcome.status for outcome in report.outcomes] == ["failed", "updated", "failed"]
    assert told == list(report.outcomes)
    assert not report.ok
    assert report.to_dict()["outcomes"][1]["effective"] == "2026-02-27"


def test_a_day_of_the_past(server: Server, store_path: Path) -> None:
    server.answers(good((FIXTURES / "ecfr.xml").read_bytes()))
    source = server.source(format="ecfr-xml", path="/full/{date}/title-15.xml")
    (outcome,) = server.fetch(store_path, source, date="2023-12-07").outcomes
    assert server.seen[0]["path"] == "/full/2023-12-07/title-15.xml"
    assert outcome.effective == datetime.date(2023, 12, 7)
    assert outcome.age_days == (TODAY - datetime.date(2023, 12, 7)).days
    (outcome,) = server.fetch(store_path, source).outcomes
    assert server.seen[1]["path"] == f"/full/{TODAY}/title-15.xml"


def test_plain_http_is_refused(store_path: Path) -> None:
    client = Client(today=lambda: TODAY)
    with pytest.raises(FetchError, match="only https"):
        client.get("http://example.invalid/x", "x", (), {})
    with pytest.raises(FetchError, match="only https"):
        client.get("ftp://127.0.0.1/x", "x", (), {})


def test_unknown_source_and_bad_date(store_path: Path) -> None:
    with pytest.raises(UnknownListError):
        fetch(["no-such-list"], store=store_path)
    with pytest.raises(DateError):
        fetch([], store=store_path, date="yesterday")


def test_the_table_of_sources_is_sound() -> None:
    sources = fetch_sources()
    assert "us-entity-list" in sources
    for key, source in sources.items():
        assert source.id == key
        assert source.url.startswith("https://")
        assert source.format in FORMATS
        assert source.least > 1
        assert source.types
        assert key not in lists.available()
    assert "{date}" in sources["us-entity-list"].url
