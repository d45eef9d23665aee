from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from backend.pages import helplines, kept, names, words
from backend.venues.choices import Access, Kind, Service

from .conftest import Publish, place


def test_a_place_has_a_page_of_its_own(client: Client, publish: Publish) -> None:
    publish(place(charter_signed_on="2025-03-01", last_checked_on="2026-11-02"))
    page = client.get("/place/lantern-room").content.decode()
    for said in (
        "Should be open until 3am. Not confirmed tonight.",
        "Ring the bell.",
        "First aid",
        "<dt>Step-free way in</dt><dd>Yes</dd>",
        "<dt>Hearing loop</dt><dd>Not known</dd>",
        "8pm to 3am.",
        "Saturday night 8pm to 3am",
        "Details last checked on 2 November 2026.",
        "Signed the Safer Places Charter (2025).",
        "Age limit not known",
        'href="tel:017824960000"',
    ):
        assert said in page


STAFFED = {
    "status": "open",
    "staffed": True,
    "reported_at": "2026-11-22T01:12:00Z",
    "until": None,
    "valid_until": "2026-11-22T03:00:00Z",
}
TRAINED = "A trained person is on shift, staff said at 01:12."


def test_a_trained_person_on_shift_is_told(client: Client, publish: Publish) -> None:
    publish(place(report=STAFFED))
    assert TRAINED in client.get("/place/lantern-room").content.decode()
    assert TRAINED in client.post("/near", {"q": "hanley"}).content.decode()


def test_somebody_contradicted_it_and_the_page_says_call_first(client: Client, publish: Publish) -> None:
    publish(place(report=STAFFED, call_first_until="2026-11-22T02:00:00Z"))
    page = client.get("/place/lantern-room").content.decode()
    assert '<span class="state">Call first</span>' in page
    assert "Call first: someone said they could not get help there." in page
    assert TRAINED not in page


def test_the_date_of_still_correct_is_shown(client: Client, publish: Publish) -> None:
    publish(place(hours_confirmed_on="2026-11-03"))
    said = "Hours confirmed by the venue on 3 November 2026."
    assert said in client.get("/place/lantern-room").content.decode()


def test_on_a_holiday_hours_may_differ(client: Client, publish: Publish) -> None:
    publish(place(hours_may_differ_on=["2026-11-21"]))
    for page in (client.get("/"), client.get("/place/lantern-room")):
        assert "It is a holiday: hours may differ, call first." in page.content.decode()


def test_a_snapshot_of_the_release_before_has_pages_too(client: Client, publish: Publish) -> None:
    old = {
        key: value
        for key, value in place().items()
        if key not in ("hours_confirmed_on", "hours_may_differ_on")
    }
    publish(old)
    for path in ("/", "/place/lantern-room"):
        assert "Lantern Room" in client.get(path).content.decode()


def test_a_place_that_is_not_listed_is_a_plain_404_with_a_way_on(client: Client, publish: Publish) -> None:
    publish(place())
    response = client.get("/place/gone")
    assert response.status_code == 404
    assert b'action="/near"' in response.content


def test_every_help_line_is_shown_with_its_source_and_what_is_unsure(client: Client) -> None:
    page = client.get("/help").content.decode()
    for section in helplines.sections(now=None):
        assert f'<h2 id="{section.id}" tabindex="-1">{section.title}</h2>' in page
        for line in section.lines:
            assert line.name.replace("'", "&#x27;") in page
    assert "To be confirmed by the VRA." in page
    assert "Not yet checked by the VRA." in page


READ = {".html", ".json", ".py", ".ts", ".tsx", ".txt"}
CASES = json.loads((settings.FIXTURES_DIR / "help_hours.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_line_says_whether_it_answers_now(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case["at"])
    assert helplines.state_words(case["hours"], is_sure=case["is_sure"], now=now) == case["says"]


def test_the_help_page_says_who_answers_now_and_when_that_was(client: Client) -> None:
    page = client.get("/help").content.decode()
    assert "Checked at 01:30." in page
    assert '<p class="answers" data-hours="24/7" data-sure>Open all day and night.</p>' in page
    assert "Should be closed now. Should open at 10am tomorrow.</p>" in page


def test_the_copy_that_is_kept_says_nothing_that_becomes_false(client: Client) -> None:
    page = client.get("/help/kept").content.decode()
    assert '<p class="answers" data-hours="24/7" data-sure>Day and night, every day.</p>' in page
    assert "Monday to Thursday 10am to 8:30pm; Friday 10am to 4:30pm." in page
    for passing in ("closed now", "Checked", "data-now"):
        assert passing not in page


PUBLIC = [
    "/", "/shell", "/near", "/place/lantern-room", "/place/gone", "/in/hanley", "/help", "/help/kept",
    "/privacy", "/data", "/charter", "/charter/status", "/signatories", "/embed", "/no-such-page",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_999_and_the_help_lines_are_one_tap_away(client: Client, publish: Publish, path: str) -> None:
    publish(place())
    page = client.get(path).content.decode()
    assert 'href="tel:999"' in page
    assert 'href="/help"' in page


def test_nothing_in_the_whole_product_dials_55() -> None:
    """What reads `tel:55` or `tel:999,,55` would be dialled by somebody who cannot speak."""
    folders = [settings.PWA_DIR / "src", settings.FIXTURES_DIR, settings.BASE_DIR / "backend"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    texts = [file.read_text(encoding="utf-8", errors="ignore") for file in files if file.suffix in READ]
    assert len(texts) > 100
    assert not [text for text in texts if re.search(r"(?:tel|sms):[^\s\"'>]*55", text)]


def test_the_shell_is_the_first_screen_without_its_list(client: Client, publish: Publish) -> None:
    publish(place())
    shell = client.get("/shell").content.decode()
    assert "Lantern Room" not in shell
    assert 'id="essence"' not in shell
    for part in (
        "home",
        "find",
        "search",
        "q",
        "open-now",
        "open-heading",
        "age",
        "more",
        "app",
        "status",
        "demo",
    ):
        assert f'id="{part}"' in shell


def test_the_seed_is_the_snapshot(client: Client, publish: Publish) -> None:
    publish(place())
    response = client.get("/seed.json")
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)["seq"] == 7


def test_without_a_snapshot_there_is_no_seed(client: Client) -> None:
    assert client.get("/seed.json").status_code == 503


def test_the_worker_may_serve_the_whole_site_and_is_never_kept(client: Client, publish: Publish) -> None:
    publish(place())
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Cache-Control"] == "no-cache"


def test_the_worker_changes_with_the_shell_and_not_with_the_places(
    client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(place())
    first = client.get("/sw.js").content
    publish(place(name="Other"), place(slug="b", is_demo=True))
    assert client.get("/sw.js").content == first
    monkeypatch.setattr("backend.pages.views.PRODUCT", "Renamed")
    assert client.get("/sw.js").content != first


def test_the_switch_takes_the_worker_off_every_phone(client: Client, settings: Any) -> None:
    settings.WORKER_OFF = True
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert b"registration.unregister()" in response.content


@pytest.mark.parametrize("address", ["/", "/shell", "/help", "/privacy", "/near", "/seed.json", "/nowhere"])
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_phone_can_tell_that_an_answer_is_ours_and_whole(
    client: Client, publish: Publish, address: str, encoding: str
) -> None:
    publish(place())
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    answer = client.get(address, headers={"Accept-Encoding": encoding})
    digest = base64.b64encode(hashlib.sha256(plain.content).digest()).decode()
    assert answer["Unencoded-Digest"] == plain["Unencoded-Digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("", "Open Tonight"),
        ("?as=nearby", "Nearby"),
        ("?as=evening", "Evening"),
        ("?as=%3Cscript%3E", "Open Tonight"),
    ],
)
def test_the_app_can_be_installed_under_a_neutral_name(client: Client, address: str, name: str) -> None:
    manifest = json.loads(client.get(f"/app.webmanifest{address}").content)
    assert manifest["short_name"] == manifest["name"] == name
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        file = settings.PWA_DIR / "public" / icon["src"].removeprefix("/static/")
        header = file.read_bytes()[:24]
        width = int.from_bytes(header[16:20], "big")
        assert header.startswith(b"\x89PNG")
        assert icon["sizes"] == f"{width}x{width}"


def test_an_app_that_was_installed_keeps_its_name() -> None:
    """Browsers look again at what an app's first page names, and tell apps apart by their id."""
    manifests = [name.manifest() for name in names.NAMES]
    assert all(manifest["id"] == manifest["start_url"] for manifest in manifests)
    assert len({manifest["id"] for manifest in manifests}) == len(manifests)


def test_the_phone_knows_the_same_names() -> None:
    told = (settings.PWA_DIR / "src" / "leaving" / "names.ts").read_text()
    for name in names.NAMES:
        assert not name.key or f'{name.key}: "{name.name}"' in told


def test_the_privacy_page_shows_the_list_of_what_is_kept(client: Client) -> None:
    page = client.get("/privacy").content.decode()
    for each in kept.ALL:
        assert all(f"<code>{key}</code>" in page for key in each.keys)


def test_where_leaving_leads_without_a_signal_there_is_nothing_to_read(client: Client) -> None:
    page = client.get("/blank").content.decode()
    assert re.sub(r"<(style|title)>.*?</\1>|<[^>]*>", "", page, flags=re.DOTALL).strip() == ""


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_pages_leave_compressed(client: Client, encoding: str) -> None:
    response = client.get("/help", headers={"Accept-Encoding": encoding})
    assert response["Content-Encoding"] == encoding
    assert "Accept-Encoding" in response["Vary"]


def test_an_encoding_that_is_refused_is_not_used(client: Client) -> None:
    response = client.get("/help", headers={"Accept-Encoding": "br;q=0, gzip"})
    assert response["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/", "/shell", "/help", "/privacy", "/seed.json"])
def test_only_near_and_a_places_page_take_a_form(client: Client, path: str) -> None:
    assert client.post(path, {"q": "x"}).status_code == 405


def test_the_phone_says_the_same_words() -> None:
    """Words that Python and TypeScript each hold; the sentences are held by fixtures/openness.json."""
    source = settings.PWA_DIR / "src"
    phone = "".join(file.read_text(encoding="utf-8") for file in source.rglob("*.ts"))
    for key, said in (*Service.choices, *Access.choices):
        assert re.search(rf'{key}: "{re.escape(said)}"', phone), said
    for said in (*Kind.labels, *words.STATE.values(), *words.YES_NO.values()):
        assert f't("{said}")' in phone, said


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "less than 100 metres"),
        (75, "about 100 metres"),
        (420, "about 400 metres"),
        (974, "about 950 metres"),
        (975, "about 1 km"),
        (3_460, "about 3.5 km"),
        (13_400, "about 13 km"),
    ],
)
def test_distances_in_words(metres: float, said: str) -> None:
    assert words.distance_words(metres) == said
