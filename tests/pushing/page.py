"""A tab of the real Firefox, as a person and as a script use it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from .bidi import Bidi, BidiError

T = TypeVar("T")
# Which node to press, brought into view: the first that can be seen and says the words.
FIND = """(selector, words) => {
  const node = [...document.querySelectorAll(selector)].find(
    (each) => each.checkVisibility() && each.textContent.includes(words));
  node?.scrollIntoView({block: "center", behavior: "instant"});
  return node ?? null;
}"""


def until(ask: Callable[[], T], *, within_s: float = 10) -> T:
    """What `ask` says as soon as it says something."""
    deadline = time.monotonic() + within_s
    while not (said := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {within_s} s still {said!r}")
        time.sleep(0.05)
    return said


class Page:
    """A tab."""

    def __init__(self, bidi: Bidi, context: str) -> None:
        self.bidi = bidi
        self.context = context

    @property
    def url(self) -> str:
        return str(self.bidi.do("browsingContext.getTree", {"root": self.context})["contexts"][0]["url"])

    def goto(self, url: str) -> None:
        self._do("browsingContext.navigate", url=url, wait="complete")

    def reload(self) -> None:
        self._do("browsingContext.reload", wait="complete")

    def evaluate(self, function: str, *arguments: Any, within_s: float = 30) -> Any:
        """Call a JavaScript function with JSON and wait for its promise; undefined comes back as None."""
        script = f"async (text) => JSON.stringify((await ({function})(...JSON.parse(text))) ?? null)"
        given = [{"type": "string", "value": json.dumps(arguments)}]
        return json.loads(self._call(script, given, within_s)["value"])

    def click(self, selector: str, saying: str = "") -> None:
        """A press of the mouse as a person makes it: the page may then ask what only a gesture allows."""
        words = [{"type": "string", "value": text} for text in (selector, saying)]
        node = until(lambda: self._call(FIND, words).get("sharedId"))
        origin = {"type": "element", "element": {"sharedId": node}}
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": moves}
        self._do("input.performActions", actions=[mouse])

    def notifications(self) -> list[dict[str, Any]]:
        """What this page's worker shows now. Firefox lists a new one some 0.3 s after the push event."""
        return list(
            self.evaluate("""async () => {
              const shown = await (await navigator.serviceWorker.ready).getNotifications();
              return shown.map(({title, body, tag, data, actions}) => ({title, body, tag, data, actions}));
            }""")
        )

    def console(self) -> list[str]:
        """What this page has written, errors that nobody caught included."""
        self.bidi.do("session.status")
        said = [event["params"] for event in self.bidi.events if event["method"] == "log.entryAdded"]
        mine = [entry for entry in said if entry["source"].get("context") == self.context]
        return [f"{entry['level']}: {entry['text']}" for entry in mine]

    def screenshot(self, file: Path) -> None:
        image = self._do("browsingContext.captureScreenshot")["data"]
        file.write_bytes(base64.b64decode(image))

    def close(self) -> None:
        self._do("browsingContext.close")

    def _do(self, method: str, **parameters: Any) -> Any:
        return self.bidi.do(method, {"context": self.context} | parameters)

    def _call(self, function: str, arguments: list[dict[str, Any]], within_s: float = 30) -> dict[str, Any]:
        call = {
            "functionDeclaration": function,
            "arguments": arguments,
            "awaitPromise": True,
            "target": {"context": self.context},
        }
        answer = self.bidi.do("script.callFunction", call, within_s=within_s)
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        return dict(answer["result"])
