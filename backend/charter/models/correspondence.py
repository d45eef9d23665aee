"""Letters to applicants and signatories, the papers that they get, and what left the register in files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.charter.choices import Paper as PaperKind
from backend.plain import plain_text
from backend.venues.models import Organisation, Venue

from .application import Application


class LetterTemplate(models.Model):
    """A letter's words where officers changed them; without a row the words in `letters.py` hold."""

    key = models.CharField(max_length=40, primary_key=True)
    subject = models.CharField(max_length=150, validators=[plain_text])
    body = models.TextField(max_length=5000)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.key


class SentLetter(models.Model):
    """That a letter went, to whom and in which words, until these are erased."""

    key = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    to = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.key} at {self.sent_at:%Y-%m-%d}"


class Paper(models.Model):
    """A certificate or a poster as PDF, made by a job. Empty until then; `fault` says why it was not."""

    kind = models.CharField(max_length=20, choices=PaperKind)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="papers")
    venue = models.ForeignKey(Venue, null=True, blank=True, on_delete=models.CASCADE, related_name="papers")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(default=b"")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="paper_kind_is_known", condition=Q(kind__in=PaperKind.values)),
            models.CheckConstraint(
                name="a_poster_is_of_a_venue", condition=~Q(kind="poster") | Q(venue__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.organisation}"


class Export(models.Model):
    """That somebody took data out of the register: what, how much of it, and for what reason."""

    what = models.CharField(max_length=60)
    format = models.CharField(max_length=10)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    because = models.CharField(max_length=200, validators=[plain_text])

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what} as {self.format}"


class SavedView(models.Model):
    """A search of the register that an officer gave a name to."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60, validators=[plain_text])
    query = models.CharField(max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_saved_view_a_name")]

    def __str__(self) -> str:
        return self.name
