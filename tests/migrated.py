"""A database is migrated once and kept as a template; each worker of each run gets a copy of it.

The template's name holds a hash of all that the migrations can depend on, so another state of the
code makes another template, and the ones of earlier states are deleted then. A copy is migrated
once more, which does nothing unless something is missing.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = settings.VAR_DIR / "migrated"


@contextmanager
def template() -> Iterator[None]:
    """While it is entered, the test database is made as a copy of the template."""
    key = fingerprint()
    if connection.vendor == "postgresql":
        with _postgresql_template(f"migrated_{connection.settings_dict['NAME']}_", key) as name:
            connection.settings_dict["TEST"]["TEMPLATE"] = name
            yield
    else:
        copy = Path(connection.settings_dict["TEST"]["NAME"])
        _delete_sqlite(copy)
        _copy_sqlite(key, copy)
        yield
        connection.close()
        _delete_sqlite(copy)


def fingerprint() -> str:
    """Of every file that a migration could read, ours or a package's, and of what runs it."""
    digest = hashlib.sha256(f"{sys.version} {django.VERSION} {sqlite3.sqlite_version}".encode())
    for path in sorted(_sources()):
        digest.update(f"\0{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    ours = {path.parent for path in ROOT.glob("*/__init__.py")}
    for folder in ours - {ROOT / "tests"}:
        yield from (path for path in folder.rglob("*") if _is_source(path))
    for config in apps.get_app_configs():
        if ROOT not in Path(config.path).parents:
            yield from Path(config.path, "migrations").glob("*.py")
    yield from ROOT.glob("requirements*.txt")
    yield ROOT / "tests" / "settings.py"


def _is_source(path: Path) -> bool:
    return path.is_file() and path.suffix not in {".pyc", ".po", ".mo"}


def _copy_sqlite(key: str, copy: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{key}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        # The other workers wait for it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            made = path.with_suffix(".sqlite3-made")
            _migrate(f"sqlite:///{made}")
            made.rename(path)
        shutil.copyfile(path, copy)


def _delete_sqlite(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


@contextmanager
def _postgresql_template(prefix: str, key: str) -> Iterator[str]:
    """Advisory locks are the session's: one that is held keeps others from deleting the template,
    even those who run the tests of another state on the same server."""
    name = prefix + key
    with connection._nodb_cursor() as cursor:
        while True:
            _ask(cursor, "SELECT pg_advisory_lock_shared(hashtext(%s))", name)
            if _ask(cursor, "SELECT count(*) FROM pg_database WHERE datname = %s", name):
                break
            _ask(cursor, "SELECT pg_advisory_unlock_shared(hashtext(%s))", name)
            _ask(cursor, "SELECT pg_advisory_lock(hashtext(%s))", name)
            if not _ask(cursor, "SELECT count(*) FROM pg_database WHERE datname = %s", name):
                _delete_postgresql(cursor, prefix)
                _make_postgresql(cursor, name)
            _ask(cursor, "SELECT pg_advisory_unlock(hashtext(%s))", name)
        yield name


def _make_postgresql(cursor, name: str) -> None:
    made = f"{name}_made"
    cursor.execute(f'DROP DATABASE IF EXISTS "{made}"')
    cursor.execute(f'CREATE DATABASE "{made}"')
    _migrate(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{made}").geturl())
    cursor.execute(f'ALTER DATABASE "{made}" RENAME TO "{name}"')


def _delete_postgresql(cursor, prefix: str) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    for (name,) in cursor.fetchall():
        if _ask(cursor, "SELECT pg_try_advisory_lock(hashtext(%s))", name):
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            _ask(cursor, "SELECT pg_advisory_unlock(hashtext(%s))", name)


def _ask(cursor, query: str, name: str):
    cursor.execute(query, [name])
    return cursor.fetchone()[0]


def _migrate(url: str) -> None:
    code = (
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('migrate', verbosity=0); call_command('createcachetable', verbosity=0)"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url,
    }
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True)
