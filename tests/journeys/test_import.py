"""An afternoon of a new senior officer: 37 signatories from a spreadsheet to the public's list, and an undo.

SCREENSHOTS=folder keeps a picture of each page.
"""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from .product import ROOT
from .steps import heading
from .test_desk import Device, desk, device, kept, looks_right, product

__all__ = ["desk", "device", "kept", "product"]

MINUTES = 10
Desk = Callable[..., Page]


def spreadsheet(word: str, most: int = 37) -> FilePayload:
    """The demo's signatories under another name, as the VRA would send them."""
    content = (ROOT / "fixtures" / "demo_signatories.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(content)))[: most + 1]
    file = io.StringIO()
    csv.writer(file).writerows([[cell.replace("Demo ", f"Demo {word} ") for cell in row] for row in rows])
    return {"name": f"{word.lower()}.csv", "mimeType": "text/csv", "buffer": file.getvalue().encode()}


def bring(page: Page, file: FilePayload) -> None:
    link = page.get_by_role("link", name="Import", exact=True)
    if not link.is_visible():
        page.get_by_text("More", exact=True).click()
    link.click()
    heading(page, "Import signatories")
    page.get_by_label("File (.csv or .xlsx)").set_input_files([file])
    page.get_by_role("button", name="Look at it").click()
    heading(page, str(file["name"]))


def said(page: Page) -> Any:
    return expect(page.get_by_role("status").first)


def test_thirty_seven_are_brought_checked_and_published_within_ten_minutes(
    desk: Desk, device: Device
) -> None:
    started = time.monotonic()
    page = desk()
    bring(page, spreadsheet("Second"))
    said(page).to_contain_text("37 rows were looked at. Nothing is changed yet.")
    expect(page.get_by_role("link", name="37 New")).to_be_visible()
    page.get_by_role("link", name=re.compile("Refused")).click()
    expect(page.get_by_text("No such row.")).to_be_visible()
    page.get_by_role("button", name="Apply 37 rows").click()
    said(page).to_contain_text("Applied: 37 new, 0 changed, 0 the same, 0 refused.")
    expect(page.get_by_role("checkbox")).to_have_count(33)
    page.get_by_role("button", name="Publish those that are ticked").click()
    said(page).to_contain_text("33 published. The public sees them now.")
    public = device().new_page()
    public.goto("/signatories?town=Leek")
    expect(public.get_by_role("heading", name="Demo Second District Council")).to_be_visible()
    public.goto("/place/demo-second-nightjar-club")
    heading(public, "Demo Second Nightjar Club")
    took = time.monotonic() - started
    print(f"37 signatories brought, checked and published in {took:.0f} s")
    assert took < MINUTES * 60


def test_a_small_batch_is_undone_and_one_that_was_built_upon_is_not(desk: Desk) -> None:
    page = desk()
    bring(page, spreadsheet("Third", 2))
    page.get_by_role("button", name="Apply 2 rows").click()
    page.get_by_role("button", name="Undo this import").click()
    said(page).to_contain_text("The import is undone")
    bring(page, spreadsheet("Third", 2))
    page.get_by_role("button", name="Apply 2 rows").click()
    page.get_by_role("checkbox", name="Demo Third Velvet Owl").uncheck()
    page.get_by_role("button", name="Publish those that are ticked").click()
    said(page).to_contain_text("2 published.")
    page.get_by_role("button", name="Undo this import").click()
    said(page).to_contain_text("Demo Third Nightjar Club is published.")
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()


def test_its_pages_look_right(desk: Desk, device: Device) -> None:
    page = desk("/desk/imports/")
    looks_right(page, "imports")
    page.get_by_text("What the columns are").click()
    looks_right(page, "imports-columns")
    rows = "organisation,signed on,venue 1 name\nDemo Fourth,25/11/2023,\nDemo Fifth,32/13/2025,Demo House\n"
    bring(page, {"name": "odd.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    expect(page.get_by_text("Type it day first")).to_be_visible()
    looks_right(page, "import")
    page.goto("/desk/imports/")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("Choose the file with the signatories first.")).to_be_visible()
    looks_right(page, "imports-wrong")
    page.get_by_role("link", name="Export", exact=True).click()
    heading(page, "Export")
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_text("Choose what to export.")).to_be_visible()
    looks_right(page, "exports")
    public = device().new_page()
    for address in ("/signatories", "/data"):
        public.goto(address)
        looks_right(public, address.strip("/"))


def test_a_file_is_taken_with_a_reason(desk: Desk, tmp_path: Path) -> None:
    page = desk("/desk/exports/")
    page.get_by_label("The register as CSV").check()
    page.get_by_label("Reason").fill("For the yearly report")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    coming.value.save_as(tmp_path / "register.csv")
    assert "Demo Nightjar Clubs" in (tmp_path / "register.csv").read_text(encoding="utf-8-sig")
    page.goto("/desk/exports/")
    expect(page.get_by_text("For the yearly report")).to_be_visible()
