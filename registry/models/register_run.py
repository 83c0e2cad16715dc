"""The work of reading a copy of a register and applying it, as the background worker does it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from formulary.models.constraints import known, slug_validator, slugged
from registry.vocabulary import RunState

from .partial_date import PartialDateField, partial_date_shaped
from .register import RegisterCopy
from .user import User

UNDER_WAY = (RunState.QUEUED, RunState.READING, RunState.TO_APPLY, RunState.APPLYING)
IN_HAND = (RunState.READING, RunState.APPLYING)
"""A worker holds the run's lock; if none does, it was interrupted."""
STOPPED = (RunState.FAILED, RunState.INTERRUPTED)
"""Somebody has to look: at the files, or at what befell the worker."""


class RegisterRunQuerySet(models.QuerySet):
    def in_hand(self):
        return self.filter(state__in=IN_HAND)

    def waiting(self):
        return self.filter(state__in=(RunState.QUEUED, RunState.TO_APPLY))


class RegisterRun(models.Model):
    """Files that somebody handed over as a copy of a register, and how far the worker has come with them.

    They were uploaded (`upload` names their folder among the uploads), or picked below the operator's
    folder (`folder`); neither, for a plan that was made on the command line.
    """

    register = models.CharField(max_length=60, validators=[slug_validator])
    files = ArrayField(models.TextField(), default=list, blank=True)
    upload = models.CharField(max_length=40, blank=True)
    folder = models.CharField(max_length=1000, blank=True)
    size = models.BigIntegerField("size in bytes", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    published_on = PartialDateField(
        "published on", help_text="As whoever handed it over says; the files may say better."
    )
    state = models.CharField(max_length=12, choices=RunState, default=RunState.QUEUED)
    phase = models.CharField("step", max_length=60, blank=True)
    step = models.PositiveSmallIntegerField("number of the step", default=0)
    steps = models.PositiveSmallIntegerField("number of steps", default=0)
    rows = models.PositiveIntegerField("rows read", default=0)
    share = models.FloatField("share of the bytes read", null=True, blank=True)
    message = models.TextField(blank=True, help_text="What went wrong.")
    by = models.ForeignKey(User, models.PROTECT, related_name="register_runs")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField("last sign of life", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    copy = models.ForeignKey(
        RegisterCopy, models.SET_NULL, null=True, blank=True, related_name="runs"
    )

    objects = RegisterRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "import of a register"
        verbose_name_plural = "imports of registers"
        constraints = [
            slugged("registerrun", "register"),
            known("registerrun", "state", RunState),
            partial_date_shaped("registerrun", "published_on"),
            models.CheckConstraint(
                name="registerrun_one_origin",
                condition=Q(upload="") | Q(folder=""),
                violation_error_message="Files are uploaded or picked, not both.",
            ),
        ]
        indexes = [models.Index(name="registerrun_state", fields=["state"])]

    def __str__(self):
        return f"{self.register}, import {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it in hand, or will have."""
        return self.state in UNDER_WAY

    @property
    def seconds(self) -> float | None:
        """How long it took, or had taken at its last sign of life."""
        end = self.ended_at or self.told_at
        return (end - self.started_at).total_seconds() if end and self.started_at else None

    @property
    def seconds_left(self) -> float | None:
        """Until everything is read; None where nobody can know, as at the very beginning."""
        if not (self.is_under_way and self.seconds and self.share and self.share >= 0.05):
            return None
        return self.seconds * (1 - self.share) / self.share
