"""What was decided, by whom and when, as a chain of digests; the words stand apart and can be erased."""

from __future__ import annotations

import pgtrigger
from django.db import models


class Entry(models.Model):
    """One link: ids and digests alone. The database numbers and chains it, and lets nobody change it.

    `chain` is SHA-256 over the link before it and all of this one: see `chain.link`, which is the same sum.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=60, help_text="`user:12`, `device:3`, `system`.")
    did = models.CharField(max_length=60, help_text="`charter.signed`.")
    subject = models.CharField(max_length=80, help_text="`application:12`.")
    digest = models.BinaryField(
        max_length=32, help_text="Of the salted words; of nothing where there are none."
    )
    chain = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["subject", "number"], name="audit_of_a_subject")]
        triggers = [
            pgtrigger.Protect(
                name="nobody_rewrites_the_audit", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.did} {self.subject}"


class Words(models.Model):
    """What an entry's digest is of, until it is erased: reasons and names are not kept for ever."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="words")
    salt = models.BinaryField(max_length=16)
    text = models.TextField(help_text="JSON, kept letter by letter.")

    def __str__(self) -> str:
        return f"Words of {self.entry_id}"
