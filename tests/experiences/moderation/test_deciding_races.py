"""Two moderators in their browsers at once, on the database that the suite runs on."""

from functools import partial

import pytest

from experiences.models import Case, Decision
from tests import factories
from tests.experiences.moderation.deciding_pages import (
    address,
    body,
    client_of,
    make_case,
    post,
    words,
)
from tests.races import TIMES, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


@pytest.fixture
def desks():
    """Two moderators, each with a browser."""
    people = [factories.make_moderator() for _ in range(2)]
    return [(person, client_of(person)) for person in people]


def statuses(answers) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_of_two_who_decide_at_once_one_wins_and_the_other_keeps_the_words(desks):
    (one, first), (other, second) = desks
    for _ in range(TIMES):
        case = make_case()
        data = words(case, message="My careful words.")
        answers = at_once(
            partial(post, first, "case-approve", case, data),
            partial(post, second, "case-reject", case, data),
        )
        assert statuses(answers) == [302, 409]
        decision = Decision.objects.get(experience=case.experience)
        late = next(answer for answer in answers if answer.status_code == 409)
        assert decision.moderator in (one, other)
        assert decision.moderator.pen_name in body(late)
        assert "My careful words." in body(late)


def test_of_two_who_take_a_case_at_once_one_gets_it(desks):
    (one, first), (other, second) = desks
    for _ in range(TIMES):
        case = make_case()
        answers = at_once(
            partial(post, first, "case-take", case), partial(post, second, "case-take", case)
        )
        assert statuses(answers) == [302, 409]
        case.refresh_from_db()
        late = next(answer for answer in answers if answer.status_code == 409)
        assert case.claimed_by in (one, other)
        assert f"{case.claimed_by.pen_name} has this case" in body(late)


def test_two_who_ask_for_the_next_get_two_different_cases(desks):
    (_one, first), (_other, second) = desks
    for _ in range(TIMES):
        Case.objects.all().delete()
        made = [make_case(), make_case()]
        answers = at_once(*(partial(desk.post, address("case-next")) for desk in (first, second)))
        assert {answer.url for answer in answers} == {
            address("case-detail", case.pk) for case in made
        }


def test_button_pressed_twice_decides_once(desks):
    _one, first = desks[0]
    for _ in range(TIMES):
        case = make_case()
        act = partial(post, first, "case-approve", case, words(case))
        assert statuses(at_once(act, act)) == [302, 409]
        assert Decision.objects.filter(experience=case.experience).count() == 1
