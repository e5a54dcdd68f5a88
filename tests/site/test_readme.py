"""What README promises to whoever runs a site."""

from django.conf import settings
from django.core.management import get_commands

# For whoever works on the program, not for whoever runs it; documented under docs/.
WORKSHOP = {
    "demo_address",
    "draw_world",
    "evaluate_search",
    "load_demo",
    "make_search_queries",
    "measure_signals",
}
OURS = ("common", "conditions", "experiences", "diseasemaps")


def test_every_command_that_runs_a_site_is_listed():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    commands = {name for name, app in get_commands().items() if str(app).startswith(OURS)}
    assert commands > WORKSHOP
    assert [name for name in sorted(commands - WORKSHOP) if f"`{name}`" not in readme] == []
