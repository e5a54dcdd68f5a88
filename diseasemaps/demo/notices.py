"""The demo's one safety notice, kept in force."""

from datetime import date, timedelta

from conditions.freshness import touch
from conditions.models import Condition, Notice
from conditions.tally import Tally
from conditions.upkeep import notices
from diseasemaps.accounts.models import User
from diseasemaps.demo.accounts import ADMINISTRATOR, EDITOR

CONDITION = "ehlers-danlos-syndrome"
TEXT = (
    "An example, made up for this demo: an old leaflet on joint care shows exercise 4 upside down. "
    "Please look at the corrected page. No such leaflet exists."
)
SINCE = timedelta(days=10)
FOR = timedelta(days=90)


def load(today: date, tally: Tally) -> None:
    condition = Condition.objects.get(slug=CONDITION)
    period = {"starts_on": today - SINCE, "ends_on": today + FOR}
    notice = Notice.objects.filter(
        condition=condition, text=TEXT, confirmed_at__isnull=False
    ).first()
    if notice is None:
        proposed = notices.propose(
            condition, text=TEXT, by=User.objects.get(email=EDITOR), **period
        )
        notices.confirm(proposed, by=User.objects.get(email=ADMINISTRATOR))
        tally.created("notices")
    elif notice.ends_on < today:
        Notice.objects.filter(pk=notice.pk).update(**period)
        tally.changed("notices")
    else:
        tally.unchanged("notices")
        return
    touch(condition.pk)
