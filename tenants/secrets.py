"""Secrets at rest: sealed with a key of the deployment, and bound to the row that they stand in, so that a sealed value
put into another row can't be opened there.

A sealed value is `id.nonce+ciphertext` (AES-256-GCM): the id says which key opens it, so that keys
can be changed one by one.
"""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12  # bytes
OWN = "own"  # the id of the key that is made from SECRET_KEY, where no other is set


class SealBroken(Exception):
    """A secret can't be opened. Its text says why and what to do, and nothing of the secret."""


def seal(secret: str, row: str) -> str:
    """`row` names where it will stand, such as "credential 17 of agency 3"; only there it can be opened."""
    name = first()
    key = keys()[name]
    nonce = os.urandom(NONCE)
    sealed = AESGCM(key).encrypt(nonce, secret.encode(), row.encode())
    return f"{name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, row: str) -> str:
    """Raises SealBroken."""
    name, _, text = sealed.partition(".")
    if (key := keys().get(name)) is None:
        raise SealBroken(
            f"It was sealed with the key “{name}”, which is not in SECRETS_KEYS. Put that key back."
        )
    raw = base64.urlsafe_b64decode(text)
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], row.encode()).decode()
    except InvalidTag:
        why = (
            "SECRET_KEY was changed"
            if name == OWN
            else f"the key “{name}” is another one now, or the row was changed"
        )
        raise SealBroken(f"It can't be opened: {why}. Enter the secret again.") from None


def sealed_with(sealed: str) -> str:
    """The id of the key."""
    return sealed.partition(".")[0]


def first() -> str:
    """The id of the key that seals."""
    return next(iter(keys()))


def keys() -> dict[str, bytes]:
    """Those of SECRETS_KEYS, the first of which seals; the last is made from SECRET_KEY."""
    return {name: _derived(key) for name, key in settings.SECRETS_KEYS} | {OWN: _derived(settings.SECRET_KEY)}


def _derived(key: str) -> bytes:
    """Any long text makes a key of 32 bytes."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"baton secrets").derive(key.encode())


def fingerprint(secret: str) -> str:
    """Tells two secrets apart without telling either."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]
