"""Public keys as authenticators give them (COSE, RFC 9052), as every checker reads them."""

from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conditions.summaries.signing.verify_review import EDDSA, ES256, RS256, RSA_MIN

# Labels and values of the registries of COSE.
KEY_TYPE, ALGORITHM = 1, 3
CURVE, X, Y = -1, -2, -3
MODULUS, EXPONENT = -1, -2
OKP, EC2, RSA = 1, 2, 3
P256, ED25519 = 1, 6
COORDINATE = 32  # bytes
RSA_MAX = 4096  # bits: a longer one costs every reader who checks it
RSA_EXPONENT = 65537

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey


class BadKey(ValueError):
    """A key of another kind than the three that reviewers may have."""


def spki_of(key: Mapping[int, Any]) -> tuple[int, bytes]:
    """The algorithm, and the key as DER of SubjectPublicKeyInfo. Raises BadKey."""
    made: dict[tuple[Any, Any], Callable[[Mapping[int, Any]], PublicKey]] = {
        (EC2, ES256): p256_key,
        (OKP, EDDSA): ed25519_key,
        (RSA, RS256): rsa_key,
    }
    kind = key.get(KEY_TYPE), key.get(ALGORITHM)
    if kind not in made:
        raise BadKey(f"key type and algorithm {kind}")
    try:
        public = made[kind](key)
    except (KeyError, TypeError, ValueError) as error:
        raise BadKey("the key cannot be read") from error
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key[ALGORITHM], der


def p256_key(key: Mapping[int, Any]) -> ec.EllipticCurvePublicKey:
    if key[CURVE] != P256 or len(key[X]) != COORDINATE or len(key[Y]) != COORDINATE:
        raise BadKey("not a point of P-256")
    x, y = int.from_bytes(key[X]), int.from_bytes(key[Y])
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def ed25519_key(key: Mapping[int, Any]) -> ed25519.Ed25519PublicKey:
    if key[CURVE] != ED25519:
        raise BadKey("not a key of Ed25519")
    return ed25519.Ed25519PublicKey.from_public_bytes(key[X])


def rsa_key(key: Mapping[int, Any]) -> rsa.RSAPublicKey:
    modulus, exponent = int.from_bytes(key[MODULUS]), int.from_bytes(key[EXPONENT])
    if not RSA_MIN <= modulus.bit_length() <= RSA_MAX or exponent != RSA_EXPONENT:
        raise BadKey("an RSA key of another length or exponent")
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()
