from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """What a person is to a condition."""

    PATIENT = "patient", _("has it")
    RELATIVE = "relative", _("relative or carer")
    BEREAVED = "bereaved", _("bereaved")
    CLINICIAN = "clinician", _("clinician")


RELATION_KNOWN = Q(relation__in=["patient", "relative", "bereaved", "clinician"])
