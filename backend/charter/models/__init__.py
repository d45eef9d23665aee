"""The Charter's paper trail: versions, applications, signatures, reviews, and the register of them."""

from .application import Answer, Application, Premises, Step
from .correspondence import Export, LetterTemplate, Paper, SavedView, SentLetter
from .figures import CoverageHour, FiguresMade, HelpCount, KeptNight, VenueNight, VenueRecord
from .importing import ImportBatch, ImportRow, Verdict
from .register import ActionItem, Contact, SpotCheck, Training
from .signature import Confirmation, Promise, Reminder, Review, Signature, Terms
from .version import CharterVersion, Commitment

__all__ = [
    "ActionItem",
    "Answer",
    "Application",
    "CharterVersion",
    "Commitment",
    "Confirmation",
    "Contact",
    "CoverageHour",
    "Export",
    "FiguresMade",
    "HelpCount",
    "ImportBatch",
    "ImportRow",
    "KeptNight",
    "LetterTemplate",
    "Paper",
    "Premises",
    "Promise",
    "Reminder",
    "Review",
    "SavedView",
    "SentLetter",
    "Signature",
    "SpotCheck",
    "Step",
    "Terms",
    "Training",
    "VenueNight",
    "VenueRecord",
    "Verdict",
]
