"""``verify_review.py`` as a stranger runs it: in an environment of its own, from saved files, with
nothing of ours but the one file."""

import ast
import json
import subprocess
import venv
from importlib.metadata import distribution
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from conditions.models import Review, SigningEntry, SigningHead
from diseasemaps.demo import loading
from tests.conditions.signing.proofs import Review as OwnReview
from tests.conditions.signing.proofs import SoftKey

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
DEMO_REVIEWS = 10
# What ``cryptography`` needs of its own.
PACKAGES = ("cryptography", "cffi", "pycparser")


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> Path:
    """An interpreter that finds ``cryptography``, and no other package."""
    folder = tmp_path_factory.mktemp("alone")
    venv.create(folder / "venv", with_pip=False)
    packages = next((folder / "venv" / "lib").glob("python*")) / "site-packages"
    for name in PACKAGES:
        for file in distribution(name).files or []:
            top = file.parts[0]
            target = packages / top
            if top != ".." and not target.exists():
                target.symlink_to(Path(distribution(name).locate_file(top)).resolve())
    return folder / "venv" / "bin" / "python"


@pytest.fixture(scope="module")
def program(module_db, tmp_path_factory) -> Path:
    """As the site hands it out."""
    path = tmp_path_factory.mktemp("program") / "verify_review.py"
    path.write_bytes(Client().get("/signing-log/verify_review.py").content)
    return path


@pytest.fixture(scope="module")
def demo(module_db):
    with override_settings(DEMO=True, REVIEWS_NEED_KEY=False):
        loading.load(timezone.now())
        yield


@pytest.fixture(scope="module")
def proofs(demo, tmp_path_factory) -> list[Path]:
    """Of ten reviews, saved from their addresses."""
    folder = tmp_path_factory.mktemp("proofs")
    files = []
    for review in Review.objects.public().order_by("pk")[:DEMO_REVIEWS]:
        answer = Client().get(f"{review.get_absolute_url()}proof.json")
        assert answer.status_code == 200
        files.append(folder / f"{review.public_id}.json")
        files[-1].write_bytes(answer.content)
    return files


@pytest.fixture(scope="module")
def log(demo, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "log.jsonl"
    lines = SigningEntry.objects.order_by("number").values_list("line", flat=True)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.fixture
def run(python, program, tmp_path):
    def run(proof, *arguments):
        """What it said, and its exit."""
        command = [python, "-I", program, proof, *arguments]
        done = subprocess.run(
            list(map(str, command)), cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.stderr == "", done.stderr
        return done.returncode, done.stdout

    return run


def test_environment_has_nothing_of_ours(python):
    for module in ("django", "conditions", "fido2"):
        done = subprocess.run(
            [str(python), "-I", "-c", f"import {module}"], capture_output=True, check=False
        )
        assert done.returncode == 1
    done = subprocess.run([str(python), "-I", "-c", "import cryptography"], check=False)
    assert done.returncode == 0


def test_ten_reviews_of_the_demo_verify(run, proofs, log, tmp_path):
    assert len(proofs) == DEMO_REVIEWS
    head = tmp_path / "head"
    head.write_text(SigningHead.objects.get().note)
    for proof in proofs:
        code, said = run(proof, "--log", log, "--head", head)
        assert code == 0, said
        assert "no reviewer's key signed this" in said
        assert "none of the log's" in said and "the site shows it under a name" in said
        assert run(proof, "--need-key")[0] == 1


def changed(proof, change):
    found = json.loads(proof.read_text())
    change(found)
    return found


def edit(old, new):
    def change(found):
        assert old in found["statement"]
        found["statement"] = found["statement"].replace(old, new)

    return change


TAMPERED = {
    "text": edit('"body":"', '"body":"x'),
    "question": edit('"question":{"key":"', '"question":{"key":"x'),
    "reviewer": edit('"reviewer":{"credentials":"', '"reviewer":{"credentials":"Professor '),
    "due date": edit('"due_on":"2', '"due_on":"3'),
    "signature": lambda found: found["assertion"].update(signature="AAAA"),
    "entry": lambda found: found["entries"][0].update(
        line=found["entries"][0]["line"].replace('"version":1', '"version":2')
    ),
    "proof": lambda found: found["entries"][0]["proof"].reverse(),
    "no entry": lambda found: found["entries"].clear(),
    "head": lambda found: found.update(checkpoint=found["checkpoint"].replace("\n", "x\n", 1)),
    "keys": lambda found: found["vkeys"].clear(),
    "page": lambda found: found["present"].update(title="Which foods cure it?"),
    "page's text": lambda found: found["present"]["text"].update(body="Buy it here."),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampered_review_fails(run, proofs, tmp_path, name):
    for number, proof in enumerate(proofs):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(changed(proof, TAMPERED[name])))
        code, said = run(file)
        assert code == 1 and "WRONG" in said, said


def test_review_by_a_reviewers_own_key_verifies(run, tmp_path):
    review = OwnReview(SoftKey())
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(review.proof))
    code, said = run(file, "--need-key", "--fingerprint", review.key.fingerprint)
    assert code == 0, said
    assert f"the holder of the key {review.key.fingerprint} signed exactly this" in said


def test_file_is_written_for_the_python_that_it_names(program):
    ast.parse(program.read_text(), feature_version=(3, 9))
