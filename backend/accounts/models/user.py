"""The people who sign in: floor staff, managers, officers of the VRA. The public never does."""

from __future__ import annotations

import secrets
from typing import Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from backend.plain import plain_text


class OfficerRole(models.TextChoices):
    NONE = "", "Not an officer"
    OFFICER = "officer", "Officer"
    SENIOR_OFFICER = "senior_officer", "Senior officer"
    PARTNER = "partner", "Partner"


DECIDES = (OfficerRole.OFFICER, OfficerRole.SENIOR_OFFICER)


def new_salt() -> str:
    return secrets.token_hex(16)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def officers(self) -> Self:
        """People of the VRA who decide; a suspended one decides nothing."""
        return self.active().filter(officer_role__in=DECIDES)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    def create_user(self, email: str, name: str = "", *, officer_role: str = "") -> User:
        """A person without a password: nobody here has one. They sign in by code or passkey."""
        user: User = self.model(email=email.strip().lower(), name=name.strip(), officer_role=officer_role)
        user.set_unusable_password()
        user.full_clean()
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        found: User = self.get(email=(username or "").strip().lower())
        return found


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["officer_role", "is_active"],
    model_name="UserEvent",
)
class User(AbstractBaseUser):
    """Somebody who was invited; what they may do follows from their memberships or their officer's role."""

    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=80, blank=True, validators=[plain_text])
    officer_role = models.CharField(max_length=20, choices=OfficerRole, default="", blank=True)
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(auto_now_add=True)
    session_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    # Guesses at a second factor, counted like those at a code: before they are compared, for a day.
    second_factor_tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    second_factor_tried_on = models.DateField(null=True, editable=False)
    # Of the newest code of an authenticator app that was taken: no code is taken twice, nor an older one.
    second_factor_counter = models.BigIntegerField(default=0, db_default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="officer_role_is_known", condition=Q(officer_role__in=OfficerRole.values)
            ),
            models.CheckConstraint(name="email_is_small_letters", condition=Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """What colleagues read: the name, or the address before its @ where no name was given."""
        return self.name or self.email.partition("@")[0]

    @property
    def is_officer(self) -> bool:
        """Somebody who decides: a partner does not."""
        return self.is_active and self.officer_role in DECIDES

    @property
    def is_partner(self) -> bool:
        """Of a council or the police: reads the desk's figures, decides nothing, sees nobody's name."""
        return self.is_active and self.officer_role == OfficerRole.PARTNER

    @property
    def sits_at_desk(self) -> bool:
        return self.is_officer or self.is_partner

    @property
    def is_senior_officer(self) -> bool:
        return self.is_active and self.officer_role == OfficerRole.SENIOR_OFFICER

    def get_session_auth_hash(self) -> str:
        """Nobody has a password; a new salt ends every session at its next request."""
        return salted_hmac("backend.accounts.session", self.session_salt, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """Sign this person out everywhere, by their next request."""
        self.session_salt = new_salt()
        self.save(update_fields=["session_salt"])
