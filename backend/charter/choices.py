"""The states of a promise, and what may follow what: Python and the database read the same tables."""

from django.db.models import TextChoices


class State(TextChoices):
    """Of an application."""

    SUBMITTED = "submitted", "Submitted"
    CONFIRMED = "confirmed", "New"
    UNDER_REVIEW = "under_review", "Under review"
    ACTION_NEEDED = "action_needed", "Action needed"
    SIGNED = "signed", "Signed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# From each state, where an application may go. What is not here cannot be written, by whatever way.
STEPS: dict[State, tuple[State, ...]] = {
    State.SUBMITTED: (State.CONFIRMED, State.WITHDRAWN),
    State.CONFIRMED: (State.UNDER_REVIEW, State.DECLINED, State.WITHDRAWN),
    State.UNDER_REVIEW: (State.ACTION_NEEDED, State.SIGNED, State.DECLINED, State.WITHDRAWN),
    State.ACTION_NEEDED: (State.UNDER_REVIEW, State.DECLINED, State.WITHDRAWN),
    State.SIGNED: (),
    State.DECLINED: (),
    State.WITHDRAWN: (),
}
WAITING = (State.CONFIRMED, State.UNDER_REVIEW, State.ACTION_NEEDED)


class Standing(TextChoices):
    """Of a signature. Only a current one gives the badge."""

    CURRENT = "current", "Current"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REPLACED = "replaced", "Signed anew"
    UNDONE = "undone", "Import undone"


ENDINGS: dict[Standing, tuple[Standing, ...]] = {
    Standing.CURRENT: (Standing.LAPSED, Standing.WITHDRAWN, Standing.REPLACED, Standing.UNDONE),
    Standing.LAPSED: (Standing.WITHDRAWN, Standing.REPLACED),
    Standing.WITHDRAWN: (),
    Standing.REPLACED: (),
    Standing.UNDONE: (),
}


class Met(TextChoices):
    """Whether an organisation keeps a commitment already."""

    MET = "met", "We do this already"
    WILL_BE_MET = "will_be_met", "We will do this"


class ContactKind(TextChoices):
    SIGNATORY = "signatory", "Authorised signatory"
    CHAMPION = "champion", "Champion"


class Outcome(TextChoices):
    """Of a spot check."""

    PASSED = "passed", "Passed"
    PARTLY = "partly", "Partly"
    FAILED = "failed", "Failed"


class Paper(TextChoices):
    CERTIFICATE = "certificate", "Certificate"
    POSTER = "poster", "Window poster"


class Sector(TextChoices):
    """What an organisation is, for the register and for who signed."""

    BAR = "bar", "Bar or pub"
    NIGHT_CLUB = "night_club", "Night club"
    RESTAURANT = "restaurant", "Restaurant or café"
    HOTEL = "hotel", "Hotel"
    SHOP = "shop", "Shop or petrol station"
    LEISURE = "leisure", "Cinema, theatre, sport or events"
    TRANSPORT = "transport", "Taxis and transport"
    COUNCIL = "council", "Council or library"
    EMERGENCY = "emergency", "Police, fire and rescue"
    HEALTH = "health", "Health"
    EDUCATION = "education", "School, college or university"
    CHARITY = "charity", "Charity, faith or community group"
    SECURITY = "security", "Security"
    OTHER = "other", "Something else"
