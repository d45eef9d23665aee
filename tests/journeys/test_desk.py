"""A night at the VRA's desk: in with a second factor, a look, a suspension, its history, an invitation.

SCREENSHOTS=folder keeps a picture of each page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.desk.test_access import TABLE

from .at_work import CLUB, OFFICER, code_for, give_code, letters, send, skip_passkey
from .at_work import sign_in as sign_in_as
from .conftest import PHONE
from .product import Product, running
from .steps import NEAREST, Watch, heading, search
from .test_apply import FASTEST_MS, to_the_champion, to_the_check
from .test_apply import code as charter_code
from .test_every_screen import CUT_OFF, SMALL_OR_OFF, axe, picture
from .told import PushService, by_this_machine, deliver, tap_on, wait_until, wait_until_shown, worker_of

SLUG = "demo-nightjar-club"
WIDE: ViewportSize = {"width": 1280, "height": 800}
TARGETS = (
    ".button, button, input:not([type=radio]):not([type=checkbox]), summary, label.check, header a, "
    ".back a, h3 a"
)
LINKS = """
() => [...document.links]
  .filter((link) => link.origin === location.origin && link.pathname.startsWith("/desk/"))
  .map((link) => link.pathname + link.search)
"""
DESK_ALERT = {
    "v": 1,
    "audience": "desk",
    "title": "A place was contradicted",
    "body": "Open the desk to see it.",
    "tag": "desk-call_first",
    "until": by_this_machine(hours=4),
    "url": "/desk/tonight/?show=contradicted",
}
SCHEMES: list[Literal["dark", "light"]] = ["dark", "light"]
Device = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("desk"), lasts_s=3600) as product:
        product.manage("say", SLUG, "open")
        yield product


@pytest.fixture
def device(browser: Browser, product: Product) -> Iterator[Device]:
    """A browser that complains of nothing and asks nobody else."""
    made: list[Watch] = []

    def make(**options: Any) -> BrowserContext:
        settings: dict[str, Any] = {"viewport": PHONE, "locale": "en-GB", "base_url": product.url}
        context = browser.new_context(**(settings | options))
        context.set_default_timeout(10_000)
        made.append(Watch(context, product.url))
        return context

    yield make
    faults = [fault for watch in made for fault in watch.faults(has_cookies=True)]
    for watch in made:
        watch.context.close()
    assert faults == []


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    """The officer's secret and cookies, from one journey to the next."""
    return {}


def code_of(secret: str, page: Page, later: int = 0) -> str:
    """What the authenticator app shows, by the product's clock; each of its codes is taken once."""
    moment = parsedate_to_datetime(page.request.get("/healthz").headers["date"]).timestamp()
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(moment) // 30 + later)))


def sign_in(page: Page, product: Product) -> None:
    """As far as a code from a letter leads."""
    page.get_by_label("E-mail address").fill(OFFICER)
    page.get_by_role("button", name="Send me a code").click()
    heading(page, "Type the code")
    give_code(page, code_for(product, OFFICER))


def come_in(page: Page, product: Product) -> str:
    """From the desk's address to the desk, for the first time; the secret of the app that this took."""
    page.goto("/desk/")
    sign_in(page, product)
    heading(page, "Set up a second factor")
    page.goto("/desk/")
    heading(page, "The desk asks for a second factor")
    looks_right(page, "second-factor")
    page.get_by_role("link", name="Add a second factor").click()
    page.get_by_role("button", name="Add an authenticator app").click()
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows now").fill(code_of(secret, page))
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="I wrote them down").click()
    page.get_by_role("button", name="Go on").click()
    heading(page, "What waits")
    return secret


@pytest.fixture
def desk(device: Device, product: Product, kept: dict[str, Any]) -> Callable[..., Page]:
    def open_desk(address: str = "/desk/", **options: Any) -> Page:
        if "state" not in kept:
            page = device().new_page()
            kept["secret"] = come_in(page, product)
            kept["state"] = page.context.storage_state()
        page = device(storage_state=kept["state"], **options).new_page()
        page.goto(address)
        return page

    return open_desk


def looks_right(page: Page, name: str) -> None:
    """Nothing for axe to find, nothing cut off or too small: on a phone and at a desk, dark and light."""
    found = []
    before = page.viewport_size
    for size in (PHONE, WIDE):
        for scheme in SCHEMES:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            picture(page, f"desk-{name}-{size['width']}-{scheme}")
            found += [f"{v['id']}: {node['html'][:120]}" for v in axe(page) for node in v["nodes"]]
            found += page.evaluate(SMALL_OR_OFF, TARGETS) + page.evaluate(CUT_OFF)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{wider} pixels wider than {size['width']}"] if wider > 0 else []
    assert before
    page.set_viewport_size(before)
    assert found == []


def test_an_officer_comes_in_with_a_second_factor_and_sees_what_waits(desk: Callable[..., Page]) -> None:
    page = desk()
    heading(page, "What waits")
    looks_right(page, "home")
    page.get_by_role("link", name="Tonight", exact=True).click()
    heading(page, "Tonight")
    expect(page.get_by_role("link", name=NEAREST)).to_be_visible()
    looks_right(page, "tonight")


def test_the_next_sign_in_asks_for_the_app_and_leads_to_the_page_that_was_wanted(
    desk: Callable[..., Page], device: Device, product: Product, kept: dict[str, Any]
) -> None:
    desk()
    page = device().new_page()
    page.goto("/desk/organisations/?q=nightjar")
    sign_in(page, product)
    heading(page, "One more step")
    page.get_by_label("Code from your authenticator app").fill(code_of(kept["secret"], page, later=1))
    page.get_by_role("button", name="Go on").click()
    heading(page, "Register")
    expect(page.get_by_label("Name, town, postcode, venue or reference")).to_have_value("nightjar")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    page.goto("/desk/")
    heading(page, "Sign in")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "desk"])
def test_a_venue_is_suspended_with_a_reason_and_its_history_says_so(
    desk: Callable[..., Page], device: Device, size: Any
) -> None:
    public = device().new_page()
    reason = f"Nobody was there, seen on a {size['width']}."
    page = desk("/desk/tonight/", viewport=size)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="More").click()
    page.get_by_role("link", name=CLUB).click()
    heading(page, CLUB)
    assert public.goto(f"/place/{SLUG}").status == 200  # type: ignore[union-attr]
    page.get_by_label("Reason").first.fill(reason)
    page.get_by_role("button", name=f"Suspend {CLUB}").click()
    expect(page.get_by_role("status")).to_contain_text("is suspended. The public does not see it any more.")
    assert public.goto(f"/place/{SLUG}").status == 404  # type: ignore[union-attr]
    looks_right(page, "suspended")
    page.get_by_role("link", name="Every change, who made it and why").click()
    heading(page, f"History of {CLUB}")
    newest = page.get_by_role("listitem").first
    for words in ("Demo Officer", reason, "Reason for the suspension"):
        expect(newest).to_contain_text(words)
    looks_right(page, "history")
    page.go_back()
    page.get_by_label("Reason").fill("Visited: all is well.")
    page.get_by_role("button", name=f"Publish {CLUB}").click()
    expect(page.get_by_role("status")).to_contain_text("The public sees it again.")
    assert public.goto(f"/place/{SLUG}").status == 200  # type: ignore[union-attr]
    looks_right(page, "venue")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "desk"])
def test_a_manager_is_invited_by_keyboard_alone(
    desk: Callable[..., Page], product: Product, size: Any
) -> None:
    email = f"mary{size['width']}@example.org"
    page = desk("/desk/organisations/", viewport=size)
    looks_right(page, "organisations")
    press_until(page, "Name, town, postcode, venue or reference")
    page.keyboard.type("nightjar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 found for")).to_be_visible()
    press_until(page, "Demo Nightjar Clubs")
    page.keyboard.press("Enter")
    heading(page, "Demo Nightjar Clubs")
    looks_right(page, "organisation")
    press_until(page, "Invite somebody")
    page.keyboard.press("Enter")
    heading(page, "Invite somebody")
    press_until(page, "Invite")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Type their e-mail address, like alice@example.org.")).to_be_visible()
    looks_right(page, "invite-wrong")
    press_until(page, "Name")
    page.keyboard.type("Mary Manager")
    page.keyboard.press("Tab")
    page.keyboard.type(email)
    press_until(page, "Invite")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Mary Manager is invited as manager.")
    product.manage("procrastinate", "worker", "--one-shot")
    assert any(f"To: {email}\n" in file.read_text() for file in letters(product))


def test_an_application_is_signed_by_keyboard_alone(desk: Callable[..., Page], product: Product) -> None:
    product.manage("apply", "Demo Kestrel Taverns")
    page = desk()
    page.get_by_role("link", name="New applications").first.press("Enter")
    heading(page, "Applications")
    looks_right(page, "applications")
    press(page, "Demo Kestrel Taverns")
    heading(page, "Demo Kestrel Taverns")
    press(page, "Take it up for review")
    expect(page.get_by_role("status")).to_contain_text("is under review now.")
    looks_right(page, "application")
    page.get_by_label("What you saw for it").first.press_sequentially("Poster seen.")
    press(page, "Keep what I saw")
    expect(page.get_by_role("status")).to_contain_text("What you saw is kept.")
    press(page, "Go on to the letter for signing")
    heading(page, "Sign")
    looks_right(page, "application-letter")
    press(page, "Sign and send it")
    expect(page.get_by_role("status")).to_contain_text("has signed the Charter.")
    looks_right(page, "application-signed")
    product.manage("procrastinate", "worker", "--one-shot")
    subject = "Subject: Demo Kestrel Taverns has signed the Charter\n"
    assert any(subject in file.read_text() for file in letters(product))


def test_letters_and_versions_look_right(desk: Callable[..., Page]) -> None:
    page = desk("/desk/letters/declined/")
    page.get_by_label("Subject").fill("News of {nam}")
    page.get_by_role("button", name="Try it with example facts").click()
    expect(page.get_by_text("{nam} is not known in this letter.")).to_be_visible()
    looks_right(page, "letter-wrong")
    for name, address in (("letters", "letters/"), ("charter", "charter/"), ("version", "charter/new")):
        page.goto(f"/desk/{address}")
        looks_right(page, name)


def press(page: Page, name: str) -> None:
    press_until(page, name)
    page.keyboard.press("Enter")


def press_until(page: Page, name: str) -> None:
    """Tab to what a screen reader would call that; fails where it cannot be reached."""
    named = """() => { const one = document.activeElement;
      return (one.labels?.[0] ?? one).textContent.trim() || one.getAttribute("aria-label") }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(named) == name:
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_officers_are_kept_by_a_senior_one(desk: Callable[..., Page]) -> None:
    page = desk("/desk/officers/")
    heading(page, "Officers")
    looks_right(page, "officers")
    page.get_by_label("Name", exact=True).fill("Nora New")
    page.get_by_label("E-mail address", exact=True).fill("nora@example.org")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("status")).to_contain_text("Nora New is invited.")
    page.get_by_role("link", name="Nora New").click()
    heading(page, "Nora New")
    page.get_by_label("Reason").fill("Invited by mistake.")
    page.get_by_role("button", name="Suspend Nora New").click()
    expect(page.get_by_role("status")).to_contain_text("Nora New is suspended")
    looks_right(page, "person")
    page.goto(f"{page.url.partition('#')[0]}second-factor")
    expect(page.get_by_text("They have none now")).to_be_visible()
    looks_right(page, "reset-none")


def test_a_lost_second_factor_is_reset_on_a_page_that_looks_right(desk: Callable[..., Page]) -> None:
    page = desk("/desk/officers/")
    page.get_by_role("main").get_by_role("link", name="Demo Officer").click()
    heading(page, "Demo Officer")
    page.goto(f"{page.url}second-factor")
    heading(page, "Reset the second factor of Demo Officer")
    looks_right(page, "reset")
    page.get_by_role("button", name="Reset the second factor of Demo Officer").click()
    expect(page.get_by_text("Speak to them first")).to_be_visible()
    looks_right(page, "reset-wrong")


def test_the_desk_works_without_script(desk: Callable[..., Page]) -> None:
    page = desk(java_script_enabled=False)
    page.get_by_role("link", name="Tonight", exact=True).click()
    heading(page, "Tonight")
    page.get_by_role("link", name="Silent").click()
    heading(page, "Tonight")
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Open by timetable, nothing said tonight")


def test_an_application_from_the_public_form_becomes_a_place_on_the_public_list(
    desk: Callable[..., Page], device: Device, product: Product
) -> None:
    applicant = device().new_page()
    to_the_champion(applicant)
    to_the_check(applicant)
    applicant.wait_for_timeout(FASTEST_MS)
    applicant.get_by_role("button", name="Send", exact=True).click()
    heading(applicant, "Type the code from the e-mail")
    applicant.get_by_label("Code from the e-mail").fill(charter_code(product))
    applicant.get_by_role("button", name="Confirm").click()
    heading(applicant, "We have your application")

    officer = desk("/desk/applications/")
    officer.get_by_role("link", name="Lantern Bars Ltd").click()
    for button in ("Take it up for review", "Go on to the letter for signing", "Sign and send it"):
        officer.get_by_role("button", name=button).click()
    expect(officer.get_by_role("status")).to_contain_text("has signed the Charter.")
    assert applicant.goto("/place/the-lantern").status == 404  # type: ignore[union-attr]

    manager = device().new_page()
    sign_in_as(manager, product, "bo@example.org")
    skip_passkey(manager)
    heading(manager, "The Lantern")
    facts = {"phone": "01632 960150", "opening_hours": "Mo-Su 18:00-04:00"}
    send(manager, "PATCH", "/api/v1/venues/the-lantern", facts | {"point": {"lat": 53.025, "lng": -2.173}})

    officer.goto("/desk/venues/the-lantern/")
    officer.get_by_role("button", name="Accept", exact=True).click()
    officer.get_by_label("Reason").first.fill("Visited: all is well.")
    officer.get_by_role("button", name="Publish The Lantern").click()
    expect(officer.get_by_role("status")).to_contain_text("The public sees it")
    applicant.goto("/near")
    search(applicant, "Hanley")
    expect(applicant.get_by_role("heading", name="The Lantern")).to_be_visible()
    applicant.goto("/signatories")
    expect(applicant.get_by_role("heading", name="Lantern Bars Ltd")).to_be_visible()


# A file each, or a form that is only there for somebody who signed in long ago or has a second factor.
NO_PAGES = {"paper", "import_template", "again", "reset_second_factor"}


def test_every_page_of_the_desk_is_reached_by_links_and_passes_axe(desk: Callable[..., Page]) -> None:
    page = desk()
    pages = {name for name, (methods, _) in TABLE.items() if "GET" in methods.split()} - NO_PAGES
    wanted, seen, faults = ["/desk/"], set[str](), []
    while wanted and seen != pages:
        address = wanted.pop(0)
        name = resolve(urlsplit(address).path).url_name
        if name in seen | NO_PAGES:
            continue
        seen.add(str(name))
        page.goto(address)
        faults += [f"{name}: {v['id']}: {node['html'][:120]}" for v in axe(page) for node in v["nodes"]]
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{name}: {wider} pixels wider"] if wider > 0 else []
        wanted += page.evaluate(LINKS)
        if name == "organisation":  # which links to it where it has many papers
            wanted.append(f"{address}papers")
    assert faults == []
    assert pages - seen == set()


# --- Alerts ------------------------------------------------------------------------------------------------


@pytest.fixture
def told(device: Device, desk: Callable[..., Page], kept: dict[str, Any]) -> tuple[Page, PushService]:
    """An officer's browser that may show something, once it is asked."""
    if "state" not in kept:
        desk()
    context = device(storage_state=kept["state"], permissions=["notifications"])
    push = PushService(context)
    page = context.new_page()
    page.goto("/desk/alerts")
    heading(page, "Alerts")
    return page, push


def test_an_officer_turns_alerts_on_is_told_and_turns_them_off(told: tuple[Page, PushService]) -> None:
    page, push = told
    assert (push.permission_asked, push.asked) == (0, [])
    page.get_by_role("button", name="Turn alerts on here").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("On. This browser is told.")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_role("button", name="Turn alerts on here")).to_be_hidden()
    looks_right(page, "alerts-on")
    page.reload()
    expect(page.get_by_text("On now in 1 browser of yours.")).to_be_visible()
    deliver(page, DESK_ALERT)
    notification = wait_until_shown(page, "A place was contradicted")
    assert notification["actions"] == []
    assert tap_on(worker_of(page), "desk-call_first") == ["/desk/tonight/?show=contradicted"]
    page.get_by_role("button", name="Turn alerts off here").click()
    expect(page.get_by_role("status")).to_have_text("Off. This browser is told nothing.")
    assert push.held is None


def test_an_officer_who_says_no_reads_how_to_allow_it(told: tuple[Page, PushService]) -> None:
    page, push = told
    push.permission = "denied"
    page.get_by_role("button", name="Turn alerts on here").click()
    expect(page.get_by_role("status")).to_contain_text("set Notifications to Allow")
    assert push.asked == []
    looks_right(page, "alerts-denied")


def test_without_script_the_page_of_alerts_explains_itself(device: Device, kept: dict[str, Any]) -> None:
    page = device(storage_state=kept["state"], java_script_enabled=False).new_page()
    page.goto("/desk/alerts")
    heading(page, "Alerts")
    expect(page.get_by_text("To turn them on, this page needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn alerts on here")).to_have_count(0)


def test_signing_out_at_the_desk_ends_the_alerts_of_that_browser(
    told: tuple[Page, PushService], kept: dict[str, Any]
) -> None:
    page, push = told
    page.get_by_role("button", name="Turn alerts on here").click()
    expect(page.get_by_role("status")).to_have_text("On. This browser is told.")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    del kept["state"]
    wait_until(page, "async () => (await window.browserPush('get', null)) === null")
    assert push.held is None
