import os
import subprocess
import sys

import pytest

SECRET = "x" * 40


def start(**environment):
    """Start the site in a process of its own; the last line that it prints."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, (ran.stderr or ran.stdout).strip().splitlines()[-1]


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET, "DEMO": "perhaps"}, "DEMO"),
        ({"SECRET_KEY": SECRET, "HTTPS": "on please"}, "HTTPS"),
        ({"SECRET_KEY": SECRET, "SMALL_NUMBER": "1"}, "SMALL_NUMBER"),
        ({"SECRET_KEY": SECRET, "TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES"),
    ],
)
def test_missing_or_unreadable_setting_stops_the_start_with_its_name(environment, named):
    code, line = start(**environment)
    assert code != 0
    assert "Environment" in line and named in line


@pytest.mark.thorough
def test_site_starts_with_a_secret_alone():
    code, line = start(SECRET_KEY=SECRET)
    assert (code, line) == (0, "System check identified no issues (0 silenced).")
