"""The shapes of the API's answers, with examples for its description."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

SLUG = "carcinoid-syndrome"
ADDRESS = "https://maps.example.org/conditions/carcinoid-syndrome/causes/"


def shown(example: Any, description: str = "") -> Any:
    return Field(examples=[example], description=description or None)


Address = Annotated[str, shown(ADDRESS, "A page for people.")]
Slug = Annotated[str, shown(SLUG, "Names the condition in addresses.")]
Key = Annotated[str, shown("causes", "Names the question in addresses.")]
Language = Annotated[str, shown("en")]


class ConditionName(Schema):
    text: str = shown("Carcinoid syndrome")
    kind: str = shown("synonym", "preferred, synonym, abbreviation or former")
    scope: str = shown("exact", "exact, broad, narrow or related")
    language: Language
    source: str = shown("mondo", "The catalogue that it is from; empty: this site's editors.")


class ConditionCode(Schema):
    system: str = shown("doid")
    value: str = shown("4440")
    label: str = shown("Disease Ontology 4440")
    relation: str = shown("exact", "exact, broader, narrower, related or former")
    url: str = shown("https://disease-ontology.org/?id=DOID:4440", "At its owner; may be empty.")
    source: str = shown("doid")


class ConditionRef(Schema):
    slug: Slug
    name: str = shown("carcinoid syndrome")


class ConditionRow(ConditionRef):
    url: Address
    member_count: int = shown(49, "Members of its community here: not how common it is.")
    changed_at: datetime


class TopicRow(Schema):
    """One question about one condition, and how much there is on it."""

    condition: ConditionRef
    question: Key
    title: str = shown("What causes carcinoid syndrome?")
    url: Address
    person_count: int = shown(12, "People who have it, with a public experience.")
    relative_count: int = shown(2, "Relatives, carers and others with one.")
    experience_count: int = shown(14, "Public experiences.")
    summary_languages: list[Language] = Field(description="In which there is a public summary.")
    changed_at: datetime


class Condition(ConditionRow):
    definition: str
    definition_source: str
    names: list[ConditionName]
    codes: list[ConditionCode]
    parents: list[ConditionRef] = Field(description="What it is a kind of.")
    licence: str = shown("CC0-1.0", "Of names, codes and definition.")
    attribution: str
    topics: list[TopicRow]


class Wording(Schema):
    language: Language
    title: str = shown("What causes {condition}?")
    label: str = shown("Causes")


class Question(Schema):
    key: Key
    kind: str = shown("fact", "fact, mixed or experience: which of the two voices leads")
    group: str = shown("basics")
    review_months: int = shown(24, "How long a review of an answer holds.")
    is_behind_choice: bool = Field(
        description="Can be hard to read: show an answer only to who asks for it."
    )
    texts: list[Wording]


class Source(Schema):
    number: int
    title: str
    publisher: str
    year: int | None
    url: str
    kind: str = shown("guideline")


class SignedReview(Schema):
    """A review as it was signed. Look at ``standing`` before you call a text reviewed."""

    reviewer: str = shown("Dr Sample")
    credentials: str
    interests: str
    is_fictional: bool = Field(description="Invented for a demo.")
    reviewed_on: date
    due_on: date
    receipt: Address
    reviewer_standing: str = shown(
        "confirmed",
        "confirmed: two administrators stood behind the reviewer's profile. unconfirmed: one did. "
        "invented: for a demo.",
    )
    statement: Address
    statement_hash: str = Field(
        description="SHA-256 of the statement, the canonical JSON that was signed."
    )
    content_hash: str = Field(
        deprecated=True, description="The same as statement_hash, until the next release."
    )
    signed_with: str = shown(
        "key", "key: by a key of the reviewer's own. site: by this site's key alone."
    )
    key_fingerprint: str | None = Field(
        description="SHA-256 of the reviewer's public key; null where the site's key signed."
    )


class Summary(Schema):
    condition: ConditionRef
    question: Key
    language: Language
    title: str = shown("What causes carcinoid syndrome?")
    url: Address
    standing: str = shown(
        "stands",
        "stands: reviewed, and the review holds. overdue: was reviewed; its time is over. "
        "renamed: reviewed under another name of the condition or the question. suspended: the "
        "reviewer says that the signature is not theirs, or the key was stolen. "
        "none: no review covers this text. Computed for this answer, and true for today.",
    )
    review: SignedReview | None
    is_behind_choice: bool
    short_answer: str
    body: str = Field(
        description="Markdown, as it was signed; [[member_count]] and [[person_count]] stand for "
        "live figures."
    )
    sources: list[Source]
    updated_on: date | None
    attribution: str = Field(description="Origin and licence of a text from elsewhere.")
    licence: str | None = Field(description="Null: ask, or see the attribution.")


class Experience(Schema):
    """A member's own words. Not openly licensed: see the terms."""

    id: UUID
    condition: ConditionRef
    question: Key
    url: Address
    language: Language
    text: str
    signature: str = shown("Quiet Heron")
    relation: str = shown("patient", "patient, relative, bereaved or clinician")
    years_since_diagnosis: int | None
    published_on: date
    amended_on: date | None


class Counts(Schema):
    """Totals of the whole site."""

    conditions: int
    topics: int = Field(description="Questions about conditions that have something on them.")
    summaries: int
    experiences: int


class ConditionPage(Schema):
    items: list[ConditionRow]
    next: str | None = Field(description="Address of the next page, if there is one.")


class TopicPage(Schema):
    items: list[TopicRow]
    next: str | None


class SummaryPage(Schema):
    items: list[Summary]
    next: str | None


class ExperiencePage(Schema):
    items: list[Experience]
    next: str | None
