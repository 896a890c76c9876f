"""One careful GET: verified TLS, conditional, limited in size, time and redirections, with retries.

In: an address and the marks of the last answer. Out: the whole body and its marks, or "unchanged".
Everything else is `FetchError`. Retried are only failures that may pass: no connection, a cut
answer, 429 and 5xx; the wait doubles each time, and a Retry-After of the server is kept to, up to a
limit.
"""

from __future__ import annotations

import datetime
import email.utils
import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

import attrs

from screenlib.errors import FetchError

__all__ = ["Answer", "Client"]

_CHUNK = 1 << 16
_RETRIED = frozenset((408, 425, 429, 500, 502, 503, 504))
_LOCAL = ("127.0.0.1", "localhost", "::1")


@attrs.frozen(slots=True)
class Answer:
    """What a server said. `unchanged`: the content is as at the last answer, and not sent."""

    url: str
    content: bytes
    date: datetime.date
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False
    attempts: int = 1


class Client:
    """Settings of a GET. `pause` and `today` can be replaced by tests; times are in seconds."""

    def __init__(
        self,
        *,
        timeout: float = 30.0,
        total_timeout: float = 600.0,
        retries: int = 3,
        wait: float = 1.0,
        longest_wait: float = 60.0,
        size_limit: int = 256 * 1024 * 1024,
        pause: Callable[[float], None] = time.sleep,
        today: Callable[[], datetime.date] = lambda: datetime.datetime.now(datetime.UTC).date(),
    ) -> None:
        self.timeout = timeout
        self.total_timeout = total_timeout
        self.retries = retries
        self.wait = wait
        self.longest_wait = longest_wait
        self.size_limit = size_limit
        self.pause = pause
        self.today = today
        self.attempts = 0

    def get(self, url: str, source: str, types: Sequence[str], state: Mapping[str, str]) -> Answer:
        """The answer to a conditional GET.

        Raises:
            FetchError: see the module.
        """
        _check_address(url, source)
        self.attempts = 0
        while True:
            self.attempts += 1
            try:
                return self._once(url, source, types, state)
            except _PassingError as error:
                if self.attempts > self.retries:
                    raise FetchError(
                        f"{error.problem}, after {self.attempts} attempts",
                        source=source,
                        url=url,
                        status=error.status,
                    ) from error
                doubled = self.wait * 2 ** (self.attempts - 1)
                self.pause(min(self.longest_wait, max(doubled, error.retry_after)))

    def _once(
        self, url: str, source: str, types: Sequence[str], state: Mapping[str, str]
    ) -> Answer:
        headers = {"User-Agent": "screenlib", "Accept-Encoding": "identity"}
        if state.get("etag"):
            headers["If-None-Match"] = state["etag"]
        if state.get("last_modified"):
            headers["If-Modified-Since"] = state["last_modified"]
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked above
        opener = urllib.request.build_opener(_Redirects(source))
        try:
            with opener.open(request, timeout=self.timeout) as response:
                _check_type(response, source, url, types)
                content = self._body(response, source, url)
                return Answer(
                    url=url,
                    content=content,
                    date=self._date(response),
                    etag=response.headers.get("ETag") or "",
                    last_modified=response.headers.get("Last-Modified") or "",
                    attempts=self.attempts,
                )
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 304:
                    return Answer(url, b"", self.today(), unchanged=True, attempts=self.attempts)
                problem = f"the server answered {error.code} {error.reason}"
                if error.code in _RETRIED:
                    raise _PassingError(problem, error.code, _retry_after(error)) from error
                raise FetchError(problem, source=source, url=url, status=error.code) from error
        except (http.client.IncompleteRead, ConnectionError, TimeoutError) as error:
            raise _PassingError(f"the connection broke off ({type(error).__name__})") from error
        except http.client.HTTPException as error:
            raise FetchError(
                f"the answer is no HTTP ({type(error).__name__})", source=source, url=url
            ) from error
        except urllib.error.URLError as error:
            raise _PassingError(f"no connection: {error.reason}") from error

    def _body(self, response: Any, source: str, url: str) -> bytes:
        started = time.monotonic()
        chunks, size = [], 0
        while chunk := response.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.size_limit:
                problem = f"more than {self.size_limit:,} bytes; no list is that large"
                raise FetchError(problem, source=source, url=url)
            if time.monotonic() - started > self.total_timeout:
                raise _PassingError(f"not complete after {self.total_timeout:.0f} seconds")
        # http.client gives a short body without complaint when read piece by piece.
        promised = response.headers.get("Content-Length")
        if promised is not None and promised.isdigit() and size < int(promised):
            raise _PassingError(f"cut off: {size:,} of {int(promised):,} bytes came")
        return b"".join(chunks)

    def _date(self, response: Any) -> datetime.date:
        try:
            return email.utils.parsedate_to_datetime(response.headers["Date"]).date()
        except (TypeError, ValueError):
            return self.today()


class _PassingError(Exception):
    """A failure that may pass when tried again."""

    def __init__(self, problem: str, status: int | None = None, retry_after: float = 0.0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.status = status
        self.retry_after = retry_after


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5
    max_repeats = 2

    def __init__(self, source: str) -> None:
        self.source = source

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,
        headers: http.client.HTTPMessage, newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        _check_address(newurl, self.source)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check_address(url: str, source: str) -> None:
    """Only https; http for a server on this machine, which is how the tests are served."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return
    raise FetchError("only https addresses are fetched", source=source, url=url)


def _check_type(response: Any, source: str, url: str, types: Sequence[str]) -> None:
    stated = response.headers.get_content_type()
    if types and response.headers.get("Content-Type") and stated not in types:
        expected = " or ".join(types)
        problem = f"the answer is {stated}, not {expected}"
        raise FetchError(problem, source=source, url=url)


def _retry_after(error: urllib.error.HTTPError) -> float:
    text = error.headers.get("Retry-After") or ""
    if text.isdigit():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    return max(0.0, (when - datetime.datetime.now(datetime.UTC)).total_seconds())
