"""Keyed hashes: what is looked up without being stored, each purpose under a key of its own."""

from __future__ import annotations

import hmac
from hashlib import sha256

__all__ = ["keyed_bytes", "keyed_hash"]


def keyed_bytes(secret: str, purpose: str, *parts: str) -> bytes:
    """HMAC-SHA256 of the parts under the secret; purposes and parts cannot run together."""
    message = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in (purpose, *parts))
    return hmac.new(secret.encode(), message, sha256).digest()


def keyed_hash(secret: str, purpose: str, *parts: str) -> str:
    """The same as 64 hexadecimal digits."""
    return keyed_bytes(secret, purpose, *parts).hex()
