"""What a phone keeps of us: the one list, shown on the privacy page and held to what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.language.say import noop, say


@dataclass(frozen=True, slots=True)
class Kept:
    """`keys` are as a browser's tools show them, `store: key`; a star for what each build changes."""

    words: str
    keys: tuple[str, ...]

    @property
    def said(self) -> str:
        return say(self.words)


FOR_EVERYBODY: Final = (
    Kept(
        noop(
            "The list of places, the same for everybody, and the time we last checked it. Two copies,"
            " so that it works with no signal: one in the browser’s database (keyval-store), one in "
            "its cache (places)."
        ),
        ("keyval-store: /held.json", "places: /held.json"),
    ),
    Kept(
        noop("The app itself and the list as it was when you first came, in the browser’s cache (shell)."),
        (
            "shell: /shell",
            "shell: /help/kept",
            "shell: /privacy",
            "shell: /blank",
            "shell: /seed.json",
            "shell: /static/assets/*.js",
        ),
    ),
    Kept(
        noop(
            "Only if you ask to be told tonight when a place changes: which place, until when, and a "
            "random number by which the server knows the request, in the browser’s database (keyval-"
            "store). You are told until 6 in the morning at the latest; it is removed when you press "
            "“Stop”, or when the app is next open after that. Your browser then also ends the address"
            " at which its maker’s message service reaches it, unless a venue’s reminder uses it."
            " If you read another language than English, what your lock screen will say is kept with it."
        ),
        ("keyval-store: /alerts.json",),
    ),
    Kept(
        noop(
            "Only if you fill in the form for organisations that want to sign the Charter: what you "
            "typed there, in the browser’s local storage (charter-form). It is removed when you "
            "confirm it with the code from the e-mail, when you press “Forget what I typed on this "
            "device”, or when the form is opened after seven days."
        ),
        ("local storage: charter-form",),
    ),
    Kept(
        noop(
            "Only if you look at the street map: the map of the whole area, the same for everybody, in the "
            "browser’s cache (map)."
        ),
        ("map: /basemap/*",),
    ),
    Kept(
        noop(
            "Only if you choose another language than English: which one, in the browser’s local storage "
            "(language), and the app’s pages in it."
        ),
        (
            "local storage: language",
            "shell: /*/shell",
            "shell: /*/help/kept",
            "shell: /*/privacy",
            "shell: /*/blank",
        ),
    ),
    Kept(
        noop(
            "Only if you choose below that nothing is kept: that choice, one word. Without it your "
            "next visit would keep all of this again."
        ),
        ("local storage: keep",),
    ),
)

AT_WORK: Final = (
    Kept(
        noop(
            "Only if you work for a venue and sign in or pair a device: its screens, what they last "
            "heard, taps that wait for a signal, and cookies that say who is signed in."
        ),
        (
            "shell: /venue",
            "venue: mine",
            "venue: venue",
            "venue: paired",
            "venue: queue",
            "venue: csrf",
            "venue: passkey_offered",
            "cookie: session",
            "cookie: csrftoken",
            "cookie: device",
        ),
    ),
)

ALL: Final = FOR_EVERYBODY + AT_WORK
