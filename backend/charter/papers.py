"""Certificate and window poster as PDF: asked for by an officer or by signing, made by the worker."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from backend.accounts.letters import PRODUCT
from backend.accounts.models import User
from backend.audit.recording import record
from backend.venues.actors import key_of
from backend.venues.choices import Kind
from backend.venues.models import Organisation, Venue

from . import letters, tasks, versions
from .choices import Paper as PaperKind
from .models import Paper, Signature

logger = logging.getLogger(__name__)
# The worker has several threads, and the fonts' libraries were not written for them.
_one_at_a_time = threading.Lock()
# A job outlives its worker, so one that waits is on its way; past this it is asked for anew all the same.
IS_ON_ITS_WAY = timedelta(minutes=15)
NOT_SIGNED = "The organisation has no current signature."
NOT_SHOWN = "The public does not see this venue, so its QR code would lead nowhere. Publish it first."
CHANGED = "The signature changed while it was made. Ask for it again."
BROKEN = "The server could not make the PDF. Whoever runs it finds the reason in the worker's log."
# Of the venue's name, in letters: so long a line still fits the poster's width in the larger type.
SHORT_NAME = 32


class NotNow(Exception):
    """It cannot be made as things stand; the message says why."""


def ask(
    kind: PaperKind, organisation: Organisation, *, by: User, at: datetime, venue: Venue | None = None
) -> Paper:
    """An officer wants it. One that is on its way already is not asked for again. Raises NotNow."""
    with transaction.atomic():
        paper, is_new = queue(kind, organisation, by=by, at=at, venue=venue)
        if is_new:
            words = {"paper": kind.value, "venue": venue and venue.pk}
            subject = f"organisation:{organisation.pk}"
            record("register.paper", subject, who=key_of(by), at=at, words=words)
    return paper


def queue(
    kind: PaperKind, organisation: Organisation, *, by: User | None, at: datetime, venue: Venue | None = None
) -> tuple[Paper, bool]:
    """The paper, and whether it is newly asked for; its job is promised in the caller's transaction."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _signature_for(organisation, venue)
    these = Paper.objects.filter(kind=kind, organisation=organisation, venue=venue, made_at=None, fault="")
    if waiting := these.filter(asked_at__gt=at - IS_ON_ITS_WAY).first():
        return waiting, False
    made = Paper.objects.create(kind=kind, organisation=organisation, venue=venue, asked_at=at, asked_by=by)
    tasks.make_paper.defer(paper=made.pk)
    return made, True


def queue_certificate(organisation: Organisation, *, by: User | None, at: datetime) -> None:
    """Whoever signs or renews gets it without being asked, in the caller's transaction."""
    queue(PaperKind.CERTIFICATE, organisation, by=by, at=at)


def make(pk: int, *, at: datetime) -> None:
    """The worker's part, as often as it is tried: a paper is made once, or says why it is not."""
    asked = _unfinished(pk).select_related("organisation", "venue").first()
    if asked is None:
        return
    try:
        signature = _signature_for(asked.organisation, asked.venue)
        content = pdf(f"charter/{asked.kind}.html", facts_of(asked, signature))
    except NotNow as reason:
        _close(pk, fault=str(reason))
    except Exception:
        logger.exception("paper %d could not be made", pk)
        _close(pk, fault=BROKEN)
    else:
        _finish(asked, signature, content, at=at)


def is_valid(paper: Paper, signature: Signature | None) -> bool:
    """Made for the signature that is current now: an older one is not to be hung up any more."""
    return paper.made_at is not None and signature is not None and paper.asked_at >= signature.made_at


def is_on_its_way(paper: Paper, *, at: datetime) -> bool:
    return paper.made_at is None and not paper.fault and paper.asked_at > at - IS_ON_ITS_WAY


def obstacle(signature: Signature | None, *, is_shown: bool = True) -> str:
    """Why it cannot be made; empty where it can. `is_shown` is whether the public sees a poster's venue."""
    if signature is None:
        return NOT_SIGNED
    return "" if is_shown else NOT_SHOWN


def current_signature(organisation: Organisation) -> Signature | None:
    return organisation.signatures.current().select_related("version").first()


def facts_of(paper: Paper, signature: Signature) -> dict[str, Any]:
    """What the templates name."""
    return {
        "product": PRODUCT,
        "organisation": paper.organisation,
        "is_demo": paper.organisation.is_demo or bool(paper.venue and paper.venue.is_demo),
        "version": signature.version,
        "commitments": signature.version.commitments.all(),
        "placeholder": versions.PLACEHOLDER if signature.version.is_placeholder else "",
        "signed_on": letters.day(signature.signed_on),
        "review_due_on": letters.day(signature.review_due_on),
        **(_facts_of_venue(paper.venue) if paper.venue else {}),
    }


def pdf(template: str, facts: dict[str, Any]) -> bytes:
    """A tagged PDF of a template. Nothing is fetched for it: what is not in the page is not in the paper."""
    from weasyprint import HTML  # Pango is the worker's: the web server starts without it

    html = HTML(
        string=render_to_string(template, facts), base_url=None, url_fetcher=_fetcher(), media_type="print"
    )
    with _one_at_a_time:
        content: bytes = html.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return content


def _fetcher() -> Any:
    """Reads `data:` addresses, which are the page's own words, and no file, network or redirect."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)


def _facts_of_venue(venue: Venue) -> dict[str, Any]:
    address = f"{settings.SITE_URL}/place/{venue.slug}"
    return {
        "venue": venue,
        "is_safe_space": venue.kind == Kind.SAFE_SPACE,
        "is_long": len(venue.name) > SHORT_NAME,
        "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=4),
    }


def _signature_for(organisation: Organisation, venue: Venue | None) -> Signature:
    signature = current_signature(organisation)
    is_shown = venue is None or Venue.objects.published().filter(pk=venue.pk).exists()
    if reason := obstacle(signature, is_shown=is_shown):
        raise NotNow(reason)
    assert signature is not None
    return signature


def _finish(paper: Paper, signature: Signature, content: bytes, *, at: datetime) -> None:
    """While the organisation is held, so that nobody withdraws between the last look and the writing."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=paper.organisation_id)
        now = current_signature(paper.organisation)
        if now != signature or now.review_due_on != signature.review_due_on:
            _close(paper.pk, fault=CHANGED if now else NOT_SIGNED)
            return
        _unfinished(paper.pk).update(content=content, made_at=at)


def _close(pk: int, *, fault: str) -> None:
    _unfinished(pk).update(fault=fault)


def _unfinished(pk: int) -> QuerySet[Paper]:
    return Paper.objects.filter(pk=pk, made_at=None, fault="")
