"""A browser of the simulation: HTTP over a real socket, cookies kept, forms read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

__all__ = ["Answer", "Browser", "Unexpected"]

TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


class Unexpected(RuntimeError):  # noqa: N818 - says what came instead
    """The server answered something the simulation did not expect; says where and what."""


@dataclass(frozen=True)
class Answer:
    """What the server sent."""

    status: int
    location: str
    text: str


class Browser:
    """One person's browser."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str, expect: int = 200) -> Answer:
        """Open a page; remembers its form token."""
        answer = self._send("GET", path, None, {}, (expect,))
        found = TOKEN.search(answer.text)
        self._token = found[1] if found else self._token
        return answer

    def post(
        self,
        path: str,
        fields: Mapping[str, str | Sequence[str]],
        *,
        expect: Collection[int] = (303,),
        json: bool = False,
    ) -> Answer:
        """Send a form with the token of the last page."""
        body = urlencode({"csrf_token": self._token, **fields}, doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if json:
            headers["Accept"] = "application/json"
        return self._send("POST", path, body, headers, expect)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _send(
        self,
        method: str,
        path: str,
        body: str | None,
        headers: dict[str, str],
        expect: Collection[int],
    ) -> Answer:
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode(errors="replace")
        for header in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
        if response.status not in expect:
            raise Unexpected(f"{method} {path}: {response.status}, expected {expect}: {text[:300]}")
        return Answer(response.status, response.headers.get("Location", ""), text)
