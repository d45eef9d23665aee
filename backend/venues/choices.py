"""The controlled lists, with the words that the public reads for each."""

from django.db.models import TextChoices


class Kind(TextChoices):
    SAFE_SPACE = "safe_space", "Safe Space"
    CHARTER_VENUE = "charter_venue", "Charter venue"


class Eligibility(TextChoices):
    EVERYONE = "everyone", "Everyone"
    WOMEN_AND_GIRLS = "women_and_girls", "Women and girls"


class Service(TextChoices):
    FIRST_AID = "first_aid", "First aid"
    WATER = "water", "Water"
    HOT_DRINK = "hot_drink", "Hot drinks"
    PHONE_CHARGING = "phone_charging", "Phone charging"
    FLIP_FLOPS = "flip_flops", "Flip-flops"
    SAFE_WAITING = "safe_waiting", "Somewhere safe to wait"
    CALL_A_CONTACT = "call_a_contact", "Help to call someone you know"
    TAXI_HELP = "taxi_help", "Help to get a licensed taxi"
    REPORT_HELP = "report_help", "Help to report to the police"
    ANTI_SPIKING = "anti_spiking", "Anti-spiking aids"
    PERSONAL_ALARM = "personal_alarm", "Personal alarms"
    SIGNPOSTING = "signposting", "Advice on where to get help"
    SUPERVISED_RECOVERY = "supervised_recovery", "Somewhere to recover, with someone watching over you"
    TOILETS = "toilets", "Toilets"
    ASK_FOR_ANGELA = "ask_for_angela", "Says it takes part in Ask for Angela"
    HELP_AT_DOOR = "help_at_door", "Help is given at the door after last entry"


class Access(TextChoices):
    """What is known of getting in and about, each true, false or not known."""

    STEP_FREE = "step_free", "Step-free way in"
    ACCESSIBLE_TOILET = "accessible_toilet", "Accessible toilet"
    HEARING_LOOP = "hearing_loop", "Hearing loop"
    QUIET_ROOM = "quiet_room", "Quiet room"
    ASSISTANCE_DOGS = "assistance_dogs", "Assistance dogs welcome"


class Status(TextChoices):
    OPEN = "open", "Open"
    FULL = "full", "Full"
    CLOSING_EARLY = "closing_early", "Closing early"
    CLOSED = "closed", "Closed tonight"
    AS_SCHEDULED = "as_scheduled", "As scheduled"


class Role(TextChoices):
    MANAGER = "manager", "Manager"
    STAFF = "staff", "Staff"


class Help(TextChoices):
    """The ways of helping that staff count, by number alone."""

    FIRST_AID = "first_aid", "First aid"
    WATER = "water", "Water"
    CHARGING = "charging", "Charged a phone"
    WAITING = "waiting", "Waited with someone"
    TAXI = "taxi", "Got a taxi"
    CALL = "call", "Called someone for them"
    REPORT = "report", "Helped to report"


class Wrong(TextChoices):
    """What somebody may tell of a place without an account."""

    CLOSED = "closed", "It was closed when I got there"
    NOBODY_HELPED = "nobody_helped", "Nobody helped me"
