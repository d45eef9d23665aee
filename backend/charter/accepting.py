"""What the form takes for a postcode, a telephone number and an address on the web; each blank is blank."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict

import orjson
from django.core.exceptions import ValidationError

from backend.geo import postcodes

from .applying import TooMany, Typed
from .models import Application

WEBSITE = re.compile(
    r"(https?://)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(/[^\s\"<>\\]*)?", re.IGNORECASE | re.ASCII
)
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,28}")
# How often one form may be sent with other answers: whoever mistyped the address tries again.
VERSIONS_OF_A_FORM = 3


def postcode(text: str) -> str:
    """`st13aa` as `ST1 3AA`. ValidationError for what is no whole postcode."""
    if not text.strip():
        return ""
    found = postcodes.normalise(text)
    if found is None:
        raise ValidationError("That is not a whole postcode. Type it like ST1 1AA, or leave it empty.")
    return found


def website(text: str) -> str:
    plain = text.strip()
    if plain and not WEBSITE.fullmatch(plain):
        raise ValidationError("Type the website’s address like www.example.org, or leave it empty.")
    return plain


def telephone(text: str) -> str:
    plain = text.strip()
    if plain and not TELEPHONE.fullmatch(plain):
        raise ValidationError("Type the number in digits, like 01782 496 0000, or leave it empty.")
    return plain


def form_key(secret: str, typed: Typed) -> str:
    """One form with the same answers is one application, however often it comes.

    Whoever mistyped their address goes back, corrects it and sends again: that is another application, and
    nobody confirms the first. Raises TooMany for the fourth such.
    """
    beginning = hashlib.sha256(secret.encode()).hexdigest()[:24]
    said = hashlib.sha256(orjson.dumps(asdict(typed), option=orjson.OPT_NON_STR_KEYS)).hexdigest()[:32]
    key = f"{beginning}.{said}"
    others = Application.objects.filter(form_key__startswith=f"{beginning}.").exclude(form_key=key)
    if others.count() >= VERSIONS_OF_A_FORM:
        raise TooMany("This form was sent three times with different answers. Begin a new one.")
    return key
