"""A headless Chromium, spoken to over its own pipe: pages, what they fetched, what they show, pictures.

Here belongs: the DevTools protocol as far as the tests need it. Not here: anything about Superset.
"""

import base64
import json
import os
import select
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
]


class Browser:
    """One tab of one Chromium with a profile of its own; use it as a context manager."""

    def __init__(self, profile: Path, width: int = 1600, height: int = 1000) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def hand_over() -> None:
            # The pipe is expected at 3 and 4; moved up first, so that neither overwrites the other.
            high = [os.dup(to_browser), os.dup(from_browser)]
            high = [os.dup2(one, 100 + place) for place, one in enumerate(high)]
            for place, one in enumerate(high):
                os.dup2(one, 3 + place)

        self._process = subprocess.Popen(
            [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank"],
            preexec_fn=hand_over,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer, self._sent, self._session = b"", 0, ""
        #: Every event of the page, oldest first.
        self.events: list[dict[str, Any]] = []
        target = next(t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self._session = self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.send(f"{domain}.enable")

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask and wait for the answer; events that come before it are kept."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + 60
        while True:
            answer = self._read(deadline)
            if answer is None:
                raise TimeoutError(method)
            if answer.get("id") == self._sent:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def _read(self, deadline: float) -> dict[str, Any] | None:
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], max(0, deadline - time.monotonic()))[0]:
                return None
            self._buffer += os.read(self._in, 1 << 20)
        one, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(one)

    def open(self, url: str) -> None:
        """Go to a page, forgetting what happened before."""
        self.events.clear()
        self.send("Page.navigate", url=url)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page."""
        done = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(json.dumps(done["exceptionDetails"])[:2000])
        return done["result"].get("value")

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = 90) -> Any:
        """Return the first truthy value of the condition; read events meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := condition():
                return value
            event = self._read(time.monotonic() + 0.3)
            if event is not None:
                self.events.append(event)
        raise TimeoutError(what)

    def responses(self) -> list[dict[str, Any]]:
        """Return what the page was answered so far: url, status, requestId."""
        return [
            {**event["params"]["response"], "requestId": event["params"]["requestId"]}
            for event in self.events
            if event.get("method") == "Network.responseReceived"
        ]

    def body(self, request_id: str) -> str:
        """Return the body of a response."""
        told = self.send("Network.getResponseBody", requestId=request_id)
        return base64.b64decode(told["body"]).decode() if told["base64Encoded"] else told["body"]

    def picture(self, path: Path) -> None:
        """Save what the window shows as PNG; to see a whole page, open a window that is high enough.

        (Asked for more than the window, Chromium resizes it for a moment, and Superset's grid stays blank.)
        """
        time.sleep(2)  # Charts are drawn with an animation.
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))
