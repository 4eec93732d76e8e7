from __future__ import annotations

from django.db import models

from campaigns.models import Correction
from petitions.models.signature import Signature


class CorrectionLetter(models.Model):
    """A letter about a correction to one signer who came through its story.

    One for each mailbox, whatever its owner signed and under which spelling.
    """

    # No index of its own: the unique key begins with it.
    correction = models.ForeignKey(
        Correction, models.CASCADE, related_name="+", db_index=False
    )
    # Without a constraint in the database: making one would lock the signatures. A
    # letter whose signature is gone is not written.
    signature = models.ForeignKey(
        Signature, models.CASCADE, related_name="+", db_constraint=False
    )
    mailbox_key = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "mailbox_key"],
                name="one_correction_letter_per_mailbox",
            )
        ]

    def __str__(self) -> str:
        return f"letter about correction {self.correction_id}"
