"""An organisation's certificate and its venues' posters: which there are, how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from backend.charter import papers
from backend.charter.choices import Paper as PaperKind
from backend.charter.models import Paper, Signature
from backend.venues.models import Organisation, Venue

ON_A_PAGE = 50
# On the organisation's own page, where they are one section of many.
SHOWN_AT_FIRST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One paper that can be: the newest of its kind, how it stands, and the form that asks for it."""

    heading: str
    ask: str
    button: str
    paper: Paper | None
    is_valid: bool
    is_waiting: bool
    obstacle: str


@dataclass(frozen=True, slots=True)
class Papers:
    organisation: Organisation
    certificate: Line
    posters: list[Line]
    page: Page[Venue]

    @property
    def lines(self) -> list[Line]:
        return [self.certificate, *self.posters]

    @property
    def has_more(self) -> bool:
        return self.page.has_other_pages()

    @property
    def is_waiting(self) -> bool:
        return any(line.is_waiting for line in self.lines)


def of(
    organisation: Organisation, *, at: datetime, page: str | None = None, at_most: int = SHOWN_AT_FIRST
) -> Papers:
    """In four statements, however many venues and papers it has."""
    found = Paginator(organisation.venues.order_by("name", "pk"), at_most).get_page(page)
    venues = list(found)
    signature = papers.current_signature(organisation)
    newest = _newest(organisation, venues)
    for venue in venues:
        venue.organisation = organisation
    certificate = Line(
        heading="Certificate",
        ask=reverse("desk:make_certificate", args=[organisation.pk]),
        button="Make the certificate",
        **_standing(newest.get(None), signature, is_shown=True, at=at),
    )
    posters = [
        Line(
            heading=f"Window poster of {venue.name}",
            ask=reverse("desk:make_poster", args=[venue.slug]),
            button="Make the poster",
            **_standing(newest.get(venue.pk), signature, is_shown=venue.is_published, at=at),
        )
        for venue in venues
    ]
    return Papers(organisation, certificate, posters, found)


def downloadable(pk: int) -> Paper | None:
    """With its content; None for one that is not made, or was made for a signature that has ended since."""
    paper = Paper.objects.select_related("organisation", "venue").filter(pk=pk).first()
    if paper is None or not papers.is_valid(paper, papers.current_signature(paper.organisation)):
        return None
    return paper


def file_name(paper: Paper) -> str:
    """`certificate-the-demo-arms.pdf`."""
    of = paper.venue.slug if paper.venue else slugify(paper.organisation.name)[:60]
    return f"{paper.kind}-{of or paper.organisation_id}.pdf"


def _newest(organisation: Organisation, venues: Iterable[Venue]) -> dict[int | None, Paper]:
    """By venue; the certificate under None. Without their content, which only a download wants."""
    posters = Q(kind=PaperKind.POSTER, venue__in=[venue.pk for venue in venues])
    these = organisation.papers.filter(Q(kind=PaperKind.CERTIFICATE, venue=None) | posters).defer("content")
    newest = these.order_by("venue_id", "-asked_at", "-pk").distinct("venue_id")
    return {paper.venue_id: paper for paper in newest}


def _standing(
    paper: Paper | None, signature: Signature | None, *, is_shown: bool, at: datetime
) -> dict[str, Any]:
    return {
        "paper": paper,
        "is_waiting": paper is not None and papers.is_on_its_way(paper, at=at),
        "is_valid": paper is not None and papers.is_valid(paper, signature),
        "obstacle": papers.obstacle(signature, is_shown=is_shown),
    }
