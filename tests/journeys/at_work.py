"""What people at work do in a real browser: sign in with the code from a letter, pair the bar's tablet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.accounts.steps import found_code

from .product import Product
from .steps import heading

STAFF, MANAGER, OFFICER = "staff@example.org", "manager@example.org", "officer@example.org"
CLUB, BUS = "Demo Nightjar Club", "Demo Safe Space Bus"
PUBLIC = "async (slug) => (await (await fetch(`/api/v1/places/${slug}`)).json()).report"
SEND = """
async ([method, path, body]) => {
  const [, token] = /csrftoken=([^;]+)/.exec(document.cookie);
  const headers = {
    "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID(),
  };
  const answer = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return answer.status === 204 ? null : await answer.json();
}
"""


def letters(product: Product) -> list[Path]:
    """The newest last. Their names are of no use here: the product's night begins anew with each command.

    Letters of one run of the worker are in no order: it sends four at once.
    """
    folder = product.state / "mail"
    return sorted(folder.glob("*.txt"), key=lambda file: file.stat().st_mtime_ns) if folder.exists() else []


def code_for(product: Product, email: str) -> str:
    product.manage("procrastinate", "worker", "--one-shot")
    mine = [text for text in (file.read_text() for file in letters(product)) if f"To: {email}\n" in text]
    assert mine, f"no letter to {email}"
    return found_code([text for text in mine if "Your code is" in text][-1])


def ask_for_code(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    heading(page, "Type the code")


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Code from the e-mail").fill(code)
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Page, product: Product, email: str) -> None:
    page.goto("/venue")
    ask_for_code(page, email)
    give_code(page, code_for(product, email))


def skip_passkey(page: Page) -> None:
    page.get_by_role("button", name="Not now").click()


def choose(page: Page, venue: str) -> None:
    """The list of venues, where the device does not remember one."""
    page.get_by_role("button", name=venue, exact=True).click()
    heading(page, venue)


def tell(page: Page, status: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{status}")).click()


def tell_open(page: Page, staffed: str = "Skip") -> None:
    tell(page, "Open")
    page.get_by_role("button", name=re.compile(f"^{staffed}")).click()


def standing(page: Page) -> Locator:
    return page.get_by_role("region", name="Now")


def stands(page: Page, words: str) -> None:
    expect(standing(page)).to_contain_text(words)


def is_saved(page: Page, status: str) -> None:
    expect(page.get_by_text(f"{status}: saved at")).to_be_visible()


def nothing_waits(page: Page) -> None:
    """Neither unsent nor on its way."""
    expect(page.locator(".unsent")).to_have_count(0)


def go_offline(context: BrowserContext) -> None:
    context.set_offline(True)


def go_online(context: BrowserContext) -> None:
    """Chromium tells its pages so itself."""
    context.set_offline(False)


def send(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Something that no screen of this journey does."""
    return page.evaluate(SEND, [method, path, body])


def reports(page: Page, slug: str) -> list[str]:
    """What was said, the oldest first; for a manager's page."""
    told = page.evaluate("async (path) => (await fetch(path)).json()", f"/api/v1/venues/{slug}/reports")
    return [report["status"] for report in reversed(told["reports"])]
