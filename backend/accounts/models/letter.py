"""The outbox: what was promised by e-mail and has not left yet. A row goes when its letter has gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

LASTS = timedelta(days=3)
WORKER_IS_LATE = timedelta(minutes=1)


class Fault(models.TextChoices):
    NONE = "", "None yet"
    SERVER = "server", "The mail server did not take it"
    RECIPIENT = "recipient", "The mail server did not take this address"


class LetterQuerySet(models.QuerySet["Letter"]):
    def overdue(self, *, at: datetime) -> Self:
        """Letters that wait for the mail server or for a worker. One bad address delays nobody else."""
        unseen = Q(tries=0, made_at__lt=at - WORKER_IS_LATE)
        return self.filter(Q(fault=Fault.SERVER) | unseen)

    def dead(self, *, at: datetime) -> Self:
        return self.filter(drop_at__lte=at)


class Letter(models.Model):
    """One letter to one address; no address where none is known, and then it is dropped by the worker.

    A job names a letter by its number only: jobs are logged and kept with their arguments, letters are not.
    """

    to = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    drop_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=20, choices=Fault, default="", blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="fault_is_known", condition=Q(fault__in=["", "server", "recipient"])),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"
