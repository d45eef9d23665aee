"""Papers at the desk: asked for by a button, told how they stand, downloaded by officers alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.charter import onboarding, papers
from backend.charter.choices import Paper as PaperKind
from backend.charter.models import Paper
from backend.venues.models import Organisation, Venue
from tests.factories import OrganisationFactory, a_place

from .steps import after, organisation_of, read, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue(now: datetime) -> Venue:
    organisation = OrganisationFactory.create(name="Lantern Pubs")
    return a_place(now, name="The Lantern", slug="the-lantern", organisation=organisation)


def page_of(organisation: Organisation) -> str:
    return f"/desk/organisations/{organisation.pk}/papers"


def test_a_certificate_from_the_button_to_the_file(now: datetime, desk: Client, venue: Venue) -> None:
    organisation = organisation_of(venue)
    assert "Certificate Not made yet." in read(desk.get(f"/desk/organisations/{organisation.pk}/"))
    said = after(desk, f"/desk/organisations/{organisation.pk}/certificate")
    assert "It is being made. Reload this page in a few seconds." in said
    assert "Certificate Being made since Sun 22 Nov, 01:30." in said
    assert "Make the certificate" not in said
    papers.make(Paper.objects.get().pk, at=now)
    assert "Certificate Made Sun 22 Nov, 01:30. Download PDF : Certificate" in read(
        desk.get(page_of(organisation))
    )
    response = desk.get(f"/desk/papers/{Paper.objects.get().pk}")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="certificate-lantern-pubs.pdf"'
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"%PDF")


def test_a_poster_from_the_button_to_the_file(now: datetime, desk: Client, venue: Venue) -> None:
    said = after(desk, "/desk/venues/the-lantern/poster")
    assert "Window poster of The Lantern Being made since" in said
    papers.make(Paper.objects.get().pk, at=now)
    response = desk.get(f"/desk/papers/{Paper.objects.get().pk}")
    assert response["Content-Disposition"] == 'attachment; filename="poster-the-lantern.pdf"'


def test_who_has_not_signed_is_offered_none_and_told_why(desk: Client, venue: Venue, sam: User) -> None:
    organisation = organisation_of(venue)
    onboarding.withdraw(organisation.signatures.get(), because="closed", by=sam, at=papers_at(venue))
    said = read(desk.get(page_of(organisation)))
    assert "no current signature" in said
    assert "Make the" not in said
    said = after(desk, f"/desk/organisations/{organisation.pk}/certificate")
    assert "It was not asked for. The organisation has no current signature." in said
    assert not Paper.objects.exists()


def papers_at(venue: Venue) -> datetime:
    assert venue.published_at is not None
    return venue.published_at


def test_a_venue_that_is_not_shown_gets_no_poster(desk: Client, venue: Venue) -> None:
    Venue.objects.filter(pk=venue.pk).update(published_at=None)
    assert "its QR code would lead nowhere" in read(desk.get(page_of(organisation_of(venue))))
    assert "It was not asked for." in after(desk, "/desk/venues/the-lantern/poster")


def test_what_was_made_for_a_signature_that_ended_is_not_given_out(
    now: datetime, desk: Client, venue: Venue, sam: User
) -> None:
    organisation = organisation_of(venue)
    after(desk, f"/desk/organisations/{organisation.pk}/certificate")
    paper = Paper.objects.get()
    papers.make(paper.pk, at=now)
    onboarding.withdraw(organisation.signatures.get(), because="closed", by=sam, at=now)
    assert desk.get(f"/desk/papers/{paper.pk}").status_code == 404
    assert "is of a signature that has ended" in read(desk.get(page_of(organisation)))


def test_what_is_not_made_yet_is_no_file(desk: Client, venue: Venue) -> None:
    after(desk, "/desk/venues/the-lantern/poster")
    assert desk.get(f"/desk/papers/{Paper.objects.get().pk}").status_code == 404


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"fault": papers.BROKEN}, "Not made, Sun 22 Nov, 01:30: The server could not make the PDF."),
        ({"asked_at": -16}, "Asked for Sun 22 Nov, 01:14 and not made since. Ask again"),
    ],
)
def test_why_it_is_not_there_is_said_and_it_can_be_asked_for_again(
    now: datetime, desk: Client, venue: Venue, facts: dict[str, object], words: str
) -> None:
    minutes = facts.get("asked_at", 0)
    assert isinstance(minutes, int)
    Paper.objects.create(
        kind="certificate",
        organisation=organisation_of(venue),
        **facts | {"asked_at": now + timedelta(minutes=minutes)},
    )
    said = read(desk.get(page_of(organisation_of(venue))))
    assert words in said
    assert "Make the certificate" in said


def test_a_manager_of_that_very_organisation_gets_no_paper(now: datetime, desk: Client, venue: Venue) -> None:
    after(desk, "/desk/venues/the-lantern/poster")
    papers.make(Paper.objects.get().pk, at=now)
    mary = User.objects.create_user("mary@example.org", "Mary")
    assert signed_in(mary).get(f"/desk/papers/{Paper.objects.get().pk}").status_code == 404


def test_a_chain_s_posters_are_told_fifty_at_a_time_in_few_statements(
    now: datetime, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    organisation = OrganisationFactory.create(name="A chain")
    for number in range(55):
        venue = a_place(now, name=f"Branch {number:02}", organisation=organisation)
        papers.queue(PaperKind.POSTER, organisation, venue=venue, by=None, at=now)
    with django_assert_max_num_queries(18):
        first = read(desk.get(page_of(organisation)))
    assert "Branch 49" in first
    assert "Branch 50" not in first
    assert "Branch 54" in read(desk.get(page_of(organisation) + "?page=2"))
    own = read(desk.get(f"/desk/organisations/{organisation.pk}/"))
    assert "All posters of A chain" in own


def test_whoever_asks_from_the_second_page_comes_back_to_it(desk: Client, venue: Venue) -> None:
    organisation = organisation_of(venue)
    response = desk.post("/desk/venues/the-lantern/poster?page=2")
    assert response["Location"] == f"{page_of(organisation)}?page=2#main"
