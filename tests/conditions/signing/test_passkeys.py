"""Reviewers' keys: three algorithms, the ceremony, signatures that are refused, revoking."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.db import IntegrityError, transaction
from django.utils import timezone
from fido2.cose import ES256 as EcCose
from fido2.cose import ES384 as Ec384Cose
from fido2.cose import RS256 as RsaCose

from conditions.models import ReviewerKey, SigningEntry
from conditions.summaries.signing import cose, keys
from conditions.summaries.signing.verify_review import (
    EDDSA,
    ES256,
    RS256,
    Wrong,
    check_assertion,
    sha256,
)
from conditions.summaries.workflow.reviewer_keys import (
    AlreadyRevoked,
    InventedReviewer,
    KeyTaken,
    NotYet,
    revoke_key,
)
from tests import factories
from tests.passkeys import Passkey

RP = {"id": "localhost", "name": "A site"}
STATEMENT = b'{"kind":"review"}'
HASH = sha256(STATEMENT).hex()
ALGORITHMS = (ES256, EDDSA, RS256)


@pytest.fixture
def reviewer(db):
    return factories.make_reviewer()


def check(passkey: Passkey, assertion: dict, statement: bytes = STATEMENT) -> None:
    check_assertion(statement, assertion, passkey.registration.spki, passkey.algorithm)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_signs(algorithm):
    passkey = Passkey(algorithm)
    check(passkey, passkey.assertion(HASH))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize(
    "said,step",
    [
        ({"verified": False}, "verified"),
        ({"origin": "https://elsewhere.example"}, "origin"),
        ({"origin": "http://localhost.evil.example"}, "origin"),
        ({"rp_id": "elsewhere.example"}, "origin"),
    ],
)
def test_signature_from_elsewhere_is_refused(algorithm, said, step):
    passkey = Passkey(algorithm)
    with pytest.raises(Wrong) as caught:
        check(passkey, passkey.assertion(HASH, **said))
    assert caught.value.step == step


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_signature_of_another_statement_or_by_another_key_is_refused(algorithm):
    passkey, other = Passkey(algorithm), Passkey(algorithm)
    with pytest.raises(Wrong) as caught:
        check(passkey, passkey.assertion(HASH), b'{"kind":"confirm"}')
    assert caught.value.step == "challenge"
    with pytest.raises(Wrong) as caught:
        check(other, passkey.assertion(HASH))
    assert caught.value.step == "signature"


def test_key_of_another_kind_is_refused():
    p384 = Ec384Cose.from_cryptography_key(ec.generate_private_key(ec.SECP384R1()).public_key())
    p256 = EcCose.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    short = RsaCose.from_cryptography_key(rsa.generate_private_key(65537, 1024).public_key())
    off_curve = {**p256, -3: bytes(32)}
    for bad in (p384, short, off_curve, {**p256, 3: RS256}, {**p256, -2: 5}, {}):
        with pytest.raises(cose.BadKey):
            cose.spki_of(bad)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_ceremony_takes_a_key(reviewer, algorithm):
    passkey = Passkey(algorithm)
    options, state = keys.begin(reviewer, RP, [])
    assert keys.complete(state, passkey.created(options), RP) == passkey.registration


def test_options_ask_for_the_user_and_name_no_account(reviewer):
    held = Passkey().register_row(reviewer)
    options, _state = keys.begin(reviewer, RP, [held])
    other, _state = keys.begin(reviewer, RP, [held])
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["user"]["id"] != other["user"]["id"]
    assert [each["id"] for each in options["excludeCredentials"]] == [held.credential_id]
    assert [each["alg"] for each in options["pubKeyCredParams"]] == [-7, -8, -257]


def test_ceremony_refuses_what_was_not_verified_here_and_now(reviewer):
    passkey = Passkey()
    options, state = keys.begin(reviewer, RP, [])
    older, _state = keys.begin(reviewer, RP, [])
    for posted in (
        passkey.created(options, verified=False),
        passkey.created(options, origin="https://elsewhere.example"),
        passkey.created(older),
        Passkey(rp_id="elsewhere.example").created(options),
        "not JSON",
        "{}",
        "[]",
    ):
        with pytest.raises(keys.BadRegistration):
            keys.complete(state, posted, RP)


def test_key_is_an_entry_of_the_log(reviewer):
    key = Passkey().register_row(reviewer)
    entry = SigningEntry.objects.get(kind="key_added")
    assert entry.reviewer == reviewer and f'"key":"{key.fingerprint}"' in entry.line
    assert f'"public_key":"{key.public_key}"' in entry.line
    # The number of the credential would let a site recognise the device.
    assert key.credential_id not in entry.line


def test_key_is_registered_once(reviewer):
    passkey = Passkey()
    passkey.register_row(reviewer)
    with pytest.raises(KeyTaken):
        passkey.register_row(factories.make_reviewer())
    assert SigningEntry.objects.filter(kind="key_added").count() == 1


def test_invented_reviewer_holds_no_key(db):
    with pytest.raises(InventedReviewer):
        Passkey().register_row(factories.make_reviewer(is_fictional=True))
    assert not ReviewerKey.objects.exists()


def test_assertion_is_read_with_the_site_that_the_key_was_made_for(reviewer):
    passkey = Passkey()
    passkey.register_row(reviewer)
    found = keys.read_assertion(reviewer, passkey.signed(HASH))
    assert found.keys() == passkey.assertion(HASH).keys()
    assert (found["rp_id"], found["origin"]) == ("localhost", "http://localhost")
    check(passkey, found)


def test_assertion_by_a_key_of_somebody_else_or_a_revoked_one_is_unknown(reviewer):
    passkey = Passkey()
    key = passkey.register_row(reviewer)
    with pytest.raises(keys.UnknownKey):
        keys.read_assertion(factories.make_reviewer(), passkey.signed(HASH))
    for bad in ("", "[]", '{"credential_id": 1}'):
        with pytest.raises(keys.UnknownKey):
            keys.read_assertion(reviewer, bad)
    revoke_key(key, why="lost")
    with pytest.raises(keys.UnknownKey):
        keys.read_assertion(reviewer, passkey.signed(HASH))


def test_lost_key_is_revoked_once(reviewer):
    key = Passkey().register_row(reviewer)
    revoke_key(key, why="lost")
    assert key.is_revoked and key.stolen_since is None
    entry = SigningEntry.objects.get(kind="key_revoked")
    assert '"why":"lost"' in entry.line and '"since":""' in entry.line
    with pytest.raises(AlreadyRevoked):
        revoke_key(key, why="stolen", since=timezone.now())


def test_time_of_a_theft_is_not_to_come(reviewer):
    key = Passkey().register_row(reviewer)
    with pytest.raises(NotYet):
        revoke_key(key, why="stolen", since=timezone.now() + timedelta(hours=1))
    with pytest.raises(ValueError):
        revoke_key(key, why="lost", since=timezone.now())
    key.refresh_from_db()
    assert not key.is_revoked


def test_database_refuses_half_a_revocation(reviewer):
    key = Passkey().register_row(reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewerKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
