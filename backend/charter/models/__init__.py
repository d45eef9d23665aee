"""The Charter's paper trail: versions, applications, signatures, reviews, and the register of them."""

from .application import Answer, Application, Premises, Step
from .correspondence import Export, LetterTemplate, Paper, SavedView, SentLetter
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
    "Export",
    "ImportBatch",
    "ImportRow",
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
    "Verdict",
]
