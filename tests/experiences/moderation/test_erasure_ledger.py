"""The ledger of erasures: what stands in it, and that a restore brings nothing back."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.utils import timezone

from diseasemaps.accounts.models import User
from diseasemaps.accounts.privacy.erasing import erase_account
from experiences import moderation
from experiences.models import Erasure, Experience, ExperienceRevision, Membership
from experiences.moderation.erasing import write_ledger
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]
BACKED_UP = (User, Experience, ExperienceRevision, Membership)
GOOD = '{"kind": "account", "id": "1", "at": "2026-11-22T09:00:00+00:00"}'


def lines_of(ledger):
    return [json.loads(line) for line in ledger.read_text().splitlines()]


def reapply(*arguments) -> str:
    out = StringIO()
    call_command("reapply_erasures", *arguments, stdout=out)
    return out.getvalue().strip()


def dump(*models) -> str:
    rows = [row for model in models for row in model.objects.order_by("pk")]
    return serializers.serialize("json", rows)


def restore(backup: str) -> None:
    """Put the rows back as they were, the state and the texts of experiences last."""
    rows = list(serializers.deserialize("json", backup))
    lives = {}
    for row in rows:
        if isinstance(row.object, Experience):
            lives[row.object.pk] = row.object.live_revision_id, row.object.state
            row.object.live_revision, row.object.state = None, "unpublished"
        row.save()
    for pk, (live, state) in lives.items():
        Experience.objects.filter(pk=pk).update(live_revision=live, state=state)
    Erasure.objects.all().delete()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, which is where the ledger is written."""

    def run(act, *arguments, **options):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*arguments, **options)

    return run


def test_erasures_are_in_the_ledger_by_ids_alone(author, ledger, committed):
    experience = factories.make_public(author=author)
    committed(erase_account, author, keep_texts=False)
    lines = [json.loads(line) for line in ledger.read_text().splitlines()]
    assert [(line["kind"], line["id"]) for line in lines] == [
        ("experience", str(experience.public_id)),
        ("account", str(author.pk)),
    ]
    assert all(set(line) == {"kind", "id", "at"} for line in lines)


def test_line_that_a_crash_kept_from_the_ledger_is_written_by_the_next_round(author, ledger):
    """Nothing that waits for the commit runs here, as when the process dies right after it."""
    experience = factories.make_public(author=author)
    moderation.erase(experience, by=author, version=experience.version)
    assert not ledger.exists()
    assert write_ledger() == {"written": 1}
    row = Erasure.objects.get()
    assert lines_of(ledger) == [
        {
            "kind": "experience",
            "id": str(experience.public_id),
            "at": row.erased_at.isoformat(),
        }
    ]
    assert write_ledger() == {"written": 0}
    assert len(lines_of(ledger)) == 1


def test_ledger_that_cannot_be_written_fails_nobody_and_is_caught_up(author, ledger, committed):
    experience = factories.make_public(author=author)
    ledger.parent.write_text("a file where the folder should be")
    committed(moderation.erase, experience, by=author, version=experience.version)
    experience.refresh_from_db()
    assert experience.state == "erased"
    ledger.parent.unlink()
    assert write_ledger() == {"written": 1}
    assert lines_of(ledger)[0]["id"] == str(experience.public_id)


def test_line_whose_mark_a_crash_prevented_is_written_twice_and_read_as_one(
    author, ledger, committed
):
    experience = factories.make_public(author=author)
    committed(moderation.erase, experience, by=author, version=experience.version)
    Erasure.objects.update(written_at=None)
    write_ledger()
    assert len(lines_of(ledger)) == 2
    assert committed(reapply).endswith("erased again: 0 experiences, 0 accounts")


def test_what_a_restore_brings_back_is_erased_again(client, author, committed):
    experience = factories.make_public(author=author)
    factories.make_member(experience.topic.condition, person=author)
    backup = dump(*BACKED_UP)
    committed(erase_account, author, keep_texts=False)
    restore(backup)
    assert client.get(experience.get_absolute_url()).status_code == 200
    assert committed(reapply).endswith("erased again: 1 experiences, 1 accounts")
    assert client.get(experience.get_absolute_url()).status_code == 410
    assert not User.objects.filter(email=author.email).exists()
    assert not Membership.objects.exists()


def test_second_run_finds_nothing(author, committed):
    factories.make_public(author=author)
    backup = dump(*BACKED_UP)
    committed(erase_account, author, keep_texts=False)
    restore(backup)
    committed(reapply)
    assert committed(reapply).endswith("erased again: 0 experiences, 0 accounts")


def test_text_that_was_kept_stays_after_a_restore(author, committed):
    experience = factories.make_public(author=author)
    backup = dump(*BACKED_UP)
    committed(erase_account, author, keep_texts=True)
    restore(backup)
    assert committed(reapply).endswith("erased again: 0 experiences, 1 accounts")
    experience.refresh_from_db()
    assert experience.is_public and not experience.signed_with_pen_name


def test_member_who_joined_since_under_the_same_number_is_left_alone(author, ledger, committed):
    committed(erase_account, author, keep_texts=False)
    number = author.pk
    author.delete()
    newcomer = factories.make_person(pk=number, date_joined=timezone.now() + timedelta(days=1))
    assert committed(reapply).endswith("0 experiences, 0 accounts")
    assert User.objects.get(pk=number).email == newcomer.email


def test_restored_reviewer_is_erased_all_the_same(author, committed):
    backup = dump(User)
    committed(erase_account, author, keep_texts=False)
    restore(backup)
    profile = factories.make_reviewer(author)
    committed(reapply)
    profile.refresh_from_db()
    assert profile.user is None and profile.name


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "null",
        "[]",
        '"text"',
        "\x00",
        '{"kind": "account", "id": "1"}',
        '{"kind": "account", "id": 1, "at": "2026-11-22T09:00:00+00:00"}',
        '{"kind": "account", "id": "-1", "at": "2026-11-22T09:00:00+00:00"}',
        '{"kind": "account", "id": "1", "at": "2026-11-22T09:00:00"}',
        '{"kind": "account", "id": "1", "at": "yesterday"}',
        '{"kind": "planet", "id": "1", "at": "2026-11-22T09:00:00+00:00"}',
        '{"kind": "experience", "id": "1", "at": "2026-11-22T09:00:00+00:00"}',
        GOOD[:-1] + ', "more": 1}',
        f'{{"kind": "account", "id": "{"9" * 40}", "at": "2026-11-22T09:00:00+00:00"}}',
    ],
)
def test_bad_line_is_named_and_nothing_is_erased(author, ledger, bad):
    ledger.parent.mkdir()
    ledger.write_text(f"{GOOD.replace('1', str(author.pk), 1)}\n{bad}\n")
    with pytest.raises(CommandError, match=r"erasures.jsonl:2: not a line of the ledger"):
        reapply()
    assert User.objects.filter(email=author.email).exists()


def test_ledger_that_is_not_there_is_an_error():
    with pytest.raises(CommandError, match="no such file"):
        reapply("/nowhere/erasures.jsonl")


def test_ledger_of_another_place_is_read(author, tmp_path):
    now = timezone.now().isoformat()
    line = json.dumps({"kind": "account", "id": str(author.pk), "at": now})
    (tmp_path / "copy.jsonl").write_text(f"{line}\n\n{line}\n")
    assert reapply(str(tmp_path / "copy.jsonl")) == (
        "2 lines; erased again: 0 experiences, 1 accounts"
    )
