import io

import pytest
from django.core.management import call_command


@pytest.fixture
def run(tmp_path):
    """Imports texts as files, in their order, and returns what the command says."""

    def run(*texts, **options):
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"file{number}")
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        out = io.StringIO()
        call_command("import_catalogue", *map(str, paths), stdout=out, **options)
        return out.getvalue()

    return run
