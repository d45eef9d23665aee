"""The applications' queue, one application, and every step that an officer takes with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import Letter
from backend.audit.models import Entry
from backend.charter.choices import STEPS, State
from backend.charter.models import Application
from backend.venues.models import Organisation, Venue
from tests.applications import DUE_ON, a_submitted_one, an_application, confirm, signed_organisation
from tests.factories import OrganisationFactory, VenueFactory

from .steps import after, read

pytestmark = pytest.mark.django_db

QUEUE = "/desk/applications/"
WHY = "Nobody is trained yet."
LETTER = {"letter-subject": "A subject", "letter-body": "Words that I changed."}
# Of each step: where it is sent, what must be typed, what it comes to, and whether a letter is shown first.
VERBS: dict[str, tuple[dict[str, str], State, bool]] = {
    "take-up": ({}, State.UNDER_REVIEW, False),
    "action": ({"action-because": WHY, "action-due_on": "2026-12-24"}, State.ACTION_NEEDED, True),
    "decline": ({"decline-because": WHY}, State.DECLINED, True),
    "withdraw": ({"taken-back-because": "Ann rang."}, State.WITHDRAWN, False),
    "sign": ({"sign-organisation": "new"}, State.SIGNED, True),
}
SEEN = [state for state in State if state != State.SUBMITTED]


def address(held: Application, verb: str = "") -> str:
    return f"{QUEUE}{held.pk}/{verb}"


def links() -> int:
    return Entry.objects.count()


# --- The queue ----------------------------------------------------------------------------------------------


def test_an_unconfirmed_one_appears_nowhere(now: datetime, desk: Client) -> None:
    held = a_submitted_one(now, organisation_name="Demo Joke")
    Application.objects.filter(pk=a_submitted_one(now, organisation_name="Demo Jest").pk).update(
        state=State.WITHDRAWN
    )
    for show in ("", "?show=new", "?show=withdrawn", "?q=demo", "?show=submitted"):
        page = read(desk.get(QUEUE + show))
        assert "Demo Joke" not in page
        assert "Demo Jest" not in page
    assert "0 All that wait" in read(desk.get(QUEUE))
    assert desk.get(address(held)).status_code == 404
    assert [desk.post(address(held, verb), typed).status_code for verb, (typed, *_) in VERBS.items()] == [
        404
    ] * 5


def test_whoever_waits_longest_stands_first(now: datetime, desk: Client) -> None:
    for hours, name in ((3, "Demo Second"), (9, "Demo First"), (1, "Demo Third")):
        an_application(now - timedelta(hours=hours), organisation_name=name)
    page = read(desk.get(QUEUE))
    assert page.index("Demo First") < page.index("Demo Second") < page.index("Demo Third")


@pytest.mark.parametrize("state", SEEN)
def test_each_state_has_its_list(now: datetime, desk: Client, state: State) -> None:
    an_application(now, state=state, organisation_name="Demo Applicant")
    shows = {"confirmed": "new"}.get(state, str(state))
    waits = state in {State.CONFIRMED, State.UNDER_REVIEW, State.ACTION_NEEDED}
    assert "Demo Applicant" in read(desk.get(f"{QUEUE}?show={shows}"))
    assert ("Demo Applicant" in read(desk.get(QUEUE))) is waits
    assert "Demo Applicant" not in read(desk.get(f"{QUEUE}?show=overdue"))
    assert f"<b>1</b> {state.label}" in desk.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("owl", True),
        ("  OWL ", True),
        ("{reference}", True),
        ("sp-", True),
        ("%", False),
        ("nightjar", False),
    ],
)
def test_it_is_found_by_name_and_reference(now: datetime, desk: Client, q: str, found: bool) -> None:
    held = an_application(now, organisation_name="Owl Taverns")
    page = read(desk.get(QUEUE, {"q": q.format(reference=held.reference.lower())}))
    assert ("Owl Taverns" in page) is found


def test_one_whose_day_has_gone_by_is_overdue(now: datetime, desk: Client) -> None:
    held = an_application(now, state=State.ACTION_NEEDED)
    Application.objects.filter(pk=held.pk).update(action_due_on=date(2026, 11, 21))
    assert "was due on 21 November 2026" in read(desk.get(f"{QUEUE}?show=overdue"))
    assert "They had until 21 November 2026." in read(desk.get(address(held)))


def test_many_take_as_many_statements_as_one(
    now: datetime, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(24) as queue:
            assert desk.get(QUEUE).status_code == 200
        with django_assert_max_num_queries(24) as one:
            assert desk.get(address(held)).status_code == 200
        counts.append((len(queue), len(one)))
        for _ in range(12):
            an_application(now)
            VenueFactory.create(organisation=OrganisationFactory.create(name=f"{held} {links()}"))
    assert counts[0] == counts[1]


# --- One application ----------------------------------------------------------------------------------------


def test_all_that_was_typed_is_there(now: datetime, desk: Client) -> None:
    held = an_application(now, champion_role="Bar manager", website="demo.example.org", may_be_listed=False)
    page = read(desk.get(address(held)))
    for words in (
        held.reference, held.organisation_name, "Bar or pub", "Hanley", "ST1 1AA", "demo.example.org",
        "Ann Applicant", held.signatory_email, "Chris Champion, Bar manager", held.champion_email,
        "No: not named in public", "The Demo Arms", "Demo office", "open to the public at night",
        "not open to the public at night", "We do 1.", "We do this already.", "Submitted", "the applicant",
        "We have your application for the Charter",
    ):  # fmt: skip
        assert words in page, words
    assert "ABCD" not in page


@pytest.mark.parametrize("state", SEEN)
def test_only_what_may_follow_is_offered(now: datetime, desk: Client, state: State) -> None:
    held = an_application(now, state=state)
    page = desk.get(address(held)).content.decode()
    offered = {verb for verb in VERBS if f'action="{address(held, verb)}' in page}
    assert offered == {verb for verb, (_, after, _) in VERBS.items() if after in STEPS[state]}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", SEEN)
def test_every_step_from_every_state(now: datetime, desk: Client, state: State, verb: str) -> None:
    """Allowed: done with one link of the audit. Else: nothing changes, and the page says how it stands."""
    held = an_application(now, state=state)
    typed, comes_to, has_letter = VERBS[verb]
    before = links(), Letter.objects.count()
    page = after(desk, address(held, verb), **typed | LETTER)
    held.refresh_from_db()
    if comes_to in STEPS[state]:
        assert held.state == comes_to
        assert links() == before[0] + 1
        assert Letter.objects.filter(subject="A subject").count() == int(has_letter)
        assert "Not done" not in page
    else:
        assert held.state == state
        assert (links(), Letter.objects.count()) == before
        assert f"stands at “{state.label.lower()}” already" in page
        assert "Nothing was changed now." in page


@pytest.mark.parametrize("verb", [verb for verb, (*_, has_letter) in VERBS.items() if has_letter])
def test_the_letter_is_shown_before_anything_is_done(now: datetime, desk: Client, verb: str) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    typed, comes_to, _ = VERBS[verb]
    before = links(), Letter.objects.count()
    shown = desk.post(address(held, verb), typed)
    page = read(shown)
    assert shown.status_code == 200
    assert "Nothing is done yet." in page
    assert held.signatory_email in page
    assert "Hello Ann Applicant," in page
    assert (WHY in page) is (verb != "sign")
    held.refresh_from_db()
    assert (held.state, links(), Letter.objects.count()) == (State.UNDER_REVIEW, *before)
    fields = dict(shown.context["typed"]) | {
        "letter-subject": shown.context["letter"]["subject"].value(),
        "letter-body": shown.context["letter"]["body"].value(),
    }
    after(desk, address(held, verb), **fields)
    held.refresh_from_db()
    assert held.state == comes_to
    letter = Letter.objects.get(to=held.signatory_email, subject=fields["letter-subject"])
    assert letter.body.strip() == fields["letter-body"].strip()


@pytest.mark.parametrize(
    ("verb", "typed", "words"),
    [
        ("action", {"action-because": " ", "action-due_on": "2026-12-24"}, "Type what is needed"),
        ("action", {"action-because": "x" * 501, "action-due_on": "2026-12-24"}, "Use at most 500 letters"),
        ("action", {"action-because": WHY, "action-due_on": "tomorrow"}, "Write it like 2027-03-05."),
        ("action", {"action-because": WHY}, "Choose the day by which it is needed."),
        ("action", {"action-because": WHY, "action-due_on": "2026-11-22"}, "Choose a later day than today."),
        ("decline", {"decline-because": ""}, "Type the reason: the applicant reads it."),
        ("decline", {"decline-because": "\u202eevil"}, "Leave out control and invisible characters"),
        ("withdraw", {}, "Type what they told you"),
        ("sign", {}, "Choose the organisation that it is"),
        ("sign", {"sign-organisation": "999999"}, "Choose one of these, or look for another."),
        ("sign", {"sign-organisation": "9" * 40}, "Choose one of these, or look for another."),
        ("sign", {"sign-organisation": "x"}, "Choose one of these, or look for another."),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(
    now: datetime, desk: Client, verb: str, typed: dict[str, str], words: str
) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    before = links()
    response = desk.post(address(held, verb), typed | LETTER)
    assert response.status_code == 400
    assert words in read(response)
    held.refresh_from_db()
    assert (held.state, links()) == (State.UNDER_REVIEW, before)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"letter-subject": "", "letter-body": "x"}, "Type a subject"),
        ({"letter-subject": "a\r\nBcc: all@example.org", "letter-body": "x"}, "Leave out control"),
        ({"letter-subject": "a", "letter-body": ""}, "Type the letter."),
        ({"letter-subject": "a", "letter-body": "\u202ex"}, "Leave out control"),
    ],
)
def test_a_letter_that_will_not_do_comes_back_with_what_was_typed(
    now: datetime, desk: Client, typed: dict[str, str], words: str
) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    response = desk.post(address(held, "decline"), {"decline-because": WHY} | typed)
    assert response.status_code == 400
    assert words in read(response)
    assert WHY in response.content.decode()
    held.refresh_from_db()
    assert held.state == State.UNDER_REVIEW


def test_a_letter_keeps_its_lines_and_a_reason_is_one(now: datetime, desk: Client) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    typed = {
        "decline-because": "One.\r\nTwo.",
        "letter-subject": "No",
        "letter-body": "Hello,\r\n\r\nno.\r\n",
    }
    after(desk, address(held, "decline"), **typed)
    assert Letter.objects.get(subject="No").body == "Hello,\n\nno.\n"
    last = held.steps.last()
    assert last
    assert last.because == "One. Two."
    assert "One. Two." in read(desk.get(address(held)))


def test_what_an_officer_saw_is_kept_as_one_step(now: datetime, desk: Client) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    answers = list(held.answers.all())
    typed = {f"finding_{each.commitment_id}": f"Seen {each.pk}." for each in answers}
    before = links()
    assert "What you saw is kept." in after(desk, address(held, "findings"), **typed)
    assert links() == before + 1
    assert "It stood there so already." in after(desk, address(held, "findings"), **typed)
    assert links() == before + 1
    assert all(f"Seen {each.pk}." in desk.get(address(held)).content.decode() for each in answers)
    too_long = {f"finding_{answers[0].commitment_id}": "x" * 501}
    assert "Use at most 500 letters" in read(desk.post(address(held, "findings"), too_long))


def test_what_they_sent_ends_the_waiting(now: datetime, desk: Client) -> None:
    held = an_application(now, state=State.ACTION_NEEDED)
    assert f"They have until {DUE_ON.day} December 2026." in read(desk.get(address(held)))
    after(desk, address(held, "take-up"))
    held.refresh_from_db()
    assert (held.state, held.action_due_on) == (State.UNDER_REVIEW, None)


# --- Signing ------------------------------------------------------------------------------------------------


def sign(desk: Client, held: Application, organisation: object) -> str:
    return after(desk, address(held, "sign"), **{"sign-organisation": str(organisation)} | LETTER)


def test_who_it_may_be_already_is_offered(now: datetime, desk: Client) -> None:
    owl = OrganisationFactory.create(name="Owl Taverns", town="Leek", charter_signed_on=None)
    VenueFactory.create(organisation=owl)
    OrganisationFactory.create(name="Far Lantern", postcode="ST11AA")
    OrganisationFactory.create(name="Elsewhere", charter_signed_on=None)
    held = an_application(now, state=State.UNDER_REVIEW, organisation_name="Owl Taverns Ltd")
    page = read(desk.get(address(held)))
    assert "Owl Taverns: Leek, 1 venue, no current signature" in page
    assert "Far Lantern: ST11AA, 0 venues, signed on 1 June 2025: renew that instead" in page
    assert "A new organisation: Owl Taverns Ltd" in page
    assert "Elsewhere" not in page
    assert "Elsewhere: no town known" in read(desk.get(address(held), {"like": "elsewh"}))
    sign(desk, held, Organisation.objects.get(name="Elsewhere").pk)
    assert signed_organisation(held).name == "Elsewhere"


def test_where_nobody_is_alike_a_new_one_is_chosen_already(now: datetime, desk: Client) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    assert (
        'value="new"' in desk.get(address(held)).content.decode().split("checked")[0].rsplit("<input", 1)[1]
    )


def test_one_form_then_one_letter_and_it_is_signed(now: datetime, desk: Client) -> None:
    held = an_application(now, state=State.UNDER_REVIEW, organisation_name="Owl Taverns")
    told = read(desk.post(address(held, "sign"), {"sign-organisation": "new"}))
    assert "Owl Taverns comes into the register" in told
    assert "The Demo Arms" in told
    assert "Chris Champion is invited to manage them." in told
    page = sign(desk, held, "new")
    assert "Owl Taverns has signed the Charter." in page
    body = signed_organisation(held)
    assert body.charter_signed_on == date(2026, 11, 22)
    assert Venue.objects.get().published_at is None
    assert f"/desk/organisations/{body.pk}/" in desk.get(address(held)).content.decode()


def test_the_second_press_signs_nothing_and_says_so(now: datetime, desk: Client) -> None:
    held = an_application(now, state=State.UNDER_REVIEW)
    sign(desk, held, "new")
    before = links(), Letter.objects.count(), Organisation.objects.count()
    page = sign(desk, held, "new")
    assert "The application stands at “signed” already. Nothing was changed now." in page
    assert (links(), Letter.objects.count(), Organisation.objects.count()) == before


@pytest.mark.parametrize("name", ["Owl Taverns", "owl TAVERNS"])
def test_a_name_that_is_taken_is_said(now: datetime, desk: Client, name: str) -> None:
    OrganisationFactory.create(name=name, charter_signed_on=None)
    held = an_application(now, state=State.UNDER_REVIEW, organisation_name="Owl Taverns")
    response = desk.post(address(held, "sign"), {"sign-organisation": "new"} | LETTER)
    assert response.status_code == 400
    assert "An organisation of this very name is in the register." in read(response)


def test_one_that_has_signed_is_not_signed_again(now: datetime, desk: Client) -> None:
    body = OrganisationFactory.create(name="Owl Taverns")
    held = an_application(now, state=State.UNDER_REVIEW)
    response = desk.post(address(held, "sign"), {"sign-organisation": str(body.pk)} | LETTER)
    assert response.status_code == 400
    assert "Owl Taverns has a current signature, of 1 June 2025." in read(response)


def test_what_changes_between_form_and_signing_is_said_too(
    now: datetime, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two officers, one organisation: the register refuses what the form still let through."""
    from backend.charter import onboarding
    from backend.venues import joining

    held = an_application(now, state=State.UNDER_REVIEW)
    wrongs: list[tuple[Any, str]] = [
        (onboarding.NameTaken, "An organisation of this very name"),
        (onboarding.AlreadySigned, "has a current signature"),
        (joining.TooManyInvitations, "Go on tomorrow"),
    ]
    for wrong, words in wrongs:

        def refuses(*args: object, wrong: Any = wrong, **kwargs: object) -> None:
            raise wrong

        monkeypatch.setattr(onboarding, "sign", refuses)
        page = sign(desk, held, "new")
        assert words in page
        assert "Nothing was changed now." in page


def test_an_application_that_is_confirmed_waits_in_the_queue(now: datetime, desk: Client) -> None:
    held = a_submitted_one(now)
    assert held.organisation_name not in read(desk.get(QUEUE))
    confirm(held, now)
    assert held.organisation_name in read(desk.get(QUEUE))
