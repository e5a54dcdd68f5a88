from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conditions.codes import IDENTIFYING_SYSTEMS, SYSTEMS, System

NAME_MAX = 500  # characters
SLUG_MAX = 100  # characters
LANGUAGE_MAX = 12  # characters


class ConditionQuerySet(models.QuerySet["Condition"]):
    def live(self) -> "ConditionQuerySet":
        return self.filter(state=Condition.State.LIVE)

    def under_letter(self, letter: str) -> "ConditionQuerySet":
        return self.filter(initial=letter)

    def roots(self) -> "ConditionQuerySet":
        """The roots of the catalogue's graph: live conditions with kinds below and none above."""
        return (
            self.live()
            .filter(group_size__is_root=True)
            .select_related("group_size")
            .order_by("sort_name", "pk")
        )

    def kinds_of(self, condition: "Condition") -> "ConditionQuerySet":
        """Live conditions right below one, each with the size of its own group, if it has one."""
        return (
            self.live()
            .filter(parent_edges__parent=condition)
            .select_related("group_size")
            .order_by("sort_name", "pk")
        )

    def named_in(self, language: str) -> "ConditionQuerySet":
        """Adds ``local_name``: the preferred name in a language, or else the catalogue's own."""
        names = Name.objects.filter(
            condition=OuterRef("pk"), kind=Name.Kind.PREFERRED, language=language
        )
        return self.annotate(local_name=Coalesce(Subquery(names.values("text")[:1]), "name"))

    def named_like(self, text: str) -> "ConditionQuerySet":
        """At that address, or with these letters in any of their names. Reads every name."""
        return self.filter(
            Q(slug=text) | Q(name__icontains=text) | Q(names__text__icontains=text)
        ).distinct()

    def has_people_or_texts(self) -> bool:
        """Whether anything that people wrote or joined hangs on these conditions."""
        return self.filter(Q(topics__isnull=False) | Q(member_count__gt=0)).exists()


class Condition(models.Model):
    class State(models.TextChoices):
        LIVE = "live", _("live")
        RETIRED = "retired", _("retired")
        MERGED = "merged", _("merged into another")

    slug = models.SlugField(
        _("address"),
        max_length=SLUG_MAX,
        unique=True,
        help_text=_("The part of the address that names this condition. Old ones redirect."),
    )
    name = models.CharField(
        _("name"), max_length=NAME_MAX, help_text=_("The preferred name, in English.")
    )
    sort_name = models.CharField(_("sorts as"), max_length=NAME_MAX, editable=False)
    initial = models.CharField(_("letter"), max_length=1, editable=False)
    definition = models.TextField(
        _("definition"), blank=True, help_text=_("One or two sentences from the catalogue.")
    )
    definition_source = models.CharField(_("source of the definition"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LIVE)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
    )
    member_count = models.PositiveIntegerField(_("members"), default=0, editable=False)
    parents: "models.ManyToManyField[Condition, Parent]" = models.ManyToManyField(
        "self",
        through="Parent",
        through_fields=("child", "parent"),
        symmetrical=False,
        related_name="children",
        verbose_name=_("is a kind of"),
    )
    # The last change of anything that a page about this condition shows.
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["state", "initial", "sort_name"], name="condition_a_to_z")]
        constraints = [
            models.CheckConstraint(
                name="condition_state_known",
                condition=Q(state__in=["live", "retired", "merged"]),
            ),
            models.CheckConstraint(
                name="condition_merged_has_target",
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="condition_not_merged_into_itself", condition=~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(name="condition_name_given", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("conditions:condition-detail", args=[self.slug])

    @property
    def is_live(self) -> bool:
        return self.state == self.State.LIVE


class Name(models.Model):
    """Another name of a condition; the preferred one in English is the condition's own field."""

    class Kind(models.TextChoices):
        PREFERRED = "preferred", _("preferred")
        SYNONYM = "synonym", _("synonym")
        ABBREVIATION = "abbreviation", _("abbreviation")
        FORMER = "former", _("former name")

    class Scope(models.TextChoices):
        EXACT = "exact", _("exact")
        BROAD = "broad", _("broader")
        NARROW = "narrow", _("narrower")
        RELATED = "related", _("related")

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=NAME_MAX)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SYNONYM)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope, default=Scope.EXACT)
    language = models.CharField(_("language"), max_length=LANGUAGE_MAX, default="en")
    source = models.CharField(_("source"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "language", "text"], name="name_once_per_condition"
            ),
            models.UniqueConstraint(
                fields=["condition", "language"],
                condition=Q(kind="preferred"),
                name="name_one_preferred_per_language",
            ),
            models.CheckConstraint(
                name="name_kind_known",
                condition=Q(kind__in=["preferred", "synonym", "abbreviation", "former"]),
            ),
            models.CheckConstraint(
                name="name_scope_known",
                condition=Q(scope__in=["exact", "broad", "narrow", "related"]),
            ),
        ]
        indexes = [models.Index(Lower("text"), name="name_by_lower_text")]

    def __str__(self) -> str:
        return self.text


class Code(models.Model):
    """The identifier of a condition in another catalogue."""

    class Relation(models.TextChoices):
        EXACT = "exact", _("the same condition")
        BROADER = "broader", _("something broader")
        NARROWER = "narrower", _("something narrower")
        RELATED = "related", _("the same or a related one")
        FORMER = "former", _("the same, under a former id")

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(_("system"), max_length=12)
    value = models.CharField(_("code"), max_length=60)
    relation = models.CharField(_("relation"), max_length=8, choices=Relation)
    # The catalogue's name for it: tells a renaming there from a renaming by an editor here.
    label = models.CharField(_("name there"), max_length=NAME_MAX, blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["system", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "system", "value"], name="code_once_per_condition"
            ),
            # An id of the catalogues that we load from names one condition and no other.
            models.UniqueConstraint(
                fields=["system", "value"],
                condition=Q(system__in=sorted(IDENTIFYING_SYSTEMS)),
                name="code_identifies_one_condition",
            ),
            models.CheckConstraint(
                name="code_relation_known",
                condition=Q(relation__in=["exact", "broader", "narrower", "related", "former"]),
            ),
        ]
        indexes = [models.Index(fields=["system", "value"], name="code_by_value")]

    def __str__(self) -> str:
        return f"{self.catalogue.label} {self.value}"

    @property
    def catalogue(self) -> System:
        return SYSTEMS[self.system]

    @property
    def url(self) -> str:
        """The public page of this code at its owner, or nothing where there is none."""
        return self.catalogue.url(self.value)


class Parent(models.Model):
    """One edge of the catalogue's graph: the child is a kind of the parent."""

    child = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="parent_edges")
    parent = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="child_edges")
    source = models.CharField(_("source"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("parent")
        verbose_name_plural = _("parents")
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="parent_once"),
            models.CheckConstraint(name="parent_is_another", condition=~Q(child=F("parent"))),
        ]

    def __str__(self) -> str:
        return f"{self.child} → {self.parent}"


class FormerSlug(models.Model):
    """An address that a condition once had; it redirects for ever."""

    slug = models.SlugField(_("address"), max_length=SLUG_MAX, unique=True)
    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class CatalogueFlagQuerySet(models.QuerySet["CatalogueFlag"]):
    def open(self) -> "CatalogueFlagQuerySet":
        return self.filter(resolved_at__isnull=True)

    def open_first(self) -> "CatalogueFlagQuerySet":
        """Open flags first, then the latest settled ones."""
        return self.order_by(F("resolved_at").desc(nulls_first=True), "-raised_at", "-pk")


class CatalogueFlag(models.Model):
    """A question from an import that only a person can decide."""

    class Settled(models.TextChoices):
        MERGED = "merged", _("merged")
        RETIRED = "retired", _("retired")
        KEPT = "kept", _("kept as it is")
        TAKEN = "taken", _("new name taken")

    class Kind(models.TextChoices):
        GONE = "gone", _("gone from the newer release")
        MERGED = "merged", _("merged there, but texts or members hang on it here")
        RETIRED = "retired", _("retired there, but texts or members hang on it here")
        RENAMED = "renamed", _("renamed there; here it keeps its name")
        CONFLICT = "conflict", _("two sources disagree")

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    source = models.CharField(_("source"), max_length=40)
    detail = models.TextField(_("detail"), blank=True)
    # The other condition that the source takes it for.
    proposed = models.ForeignKey(
        Condition,
        verbose_name=_("the same as"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # What the source calls it now.
    proposed_name = models.CharField(_("name there"), max_length=NAME_MAX, blank=True)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    settled = models.CharField(_("settled"), max_length=10, choices=Settled, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = CatalogueFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("question from an import")
        verbose_name_plural = _("questions from imports")
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "kind", "source"],
                condition=Q(resolved_at__isnull=True),
                name="flag_once_while_open",
            ),
            models.CheckConstraint(
                name="flag_kind_known",
                condition=Q(kind__in=["gone", "merged", "retired", "renamed", "conflict"]),
            ),
            models.CheckConstraint(
                name="flag_settled_once_resolved",
                condition=Q(settled="")
                | Q(settled__in=["merged", "retired", "kept", "taken"], resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.get_kind_display()}"
