"""Randomness that is the same on every machine: hashes for single decisions, Philox words for columns of them."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np


def roll(sides: int, *names) -> int:
    """One number from 0 to sides - 1, decided by the names alone."""
    digest = blake2b("|".join(str(name) for name in names).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % sides


def pick(options, *names):
    return options[roll(len(options), *names)]


_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def native_id(prefix: str, *names, length: int = 14) -> str:
    """A vendor-looking id such as cus_Qw3..., the same for the same names."""
    number = int.from_bytes(blake2b("|".join(str(name) for name in names).encode(), digest_size=16).digest(), "big")
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return f"{prefix}_{''.join(letters)}"


def words(count: int, *names) -> np.ndarray:
    """`count` random 64-bit words; the raw Philox stream is fixed by numpy's compatibility policy."""
    key = int.from_bytes(blake2b("|".join(str(name) for name in names).encode(), digest_size=16).digest(), "big")
    return np.random.Philox(key=key).random_raw(count) if count else np.empty(0, dtype=np.uint64)


def numbers(count: int, below, *names) -> np.ndarray:
    """`count` whole numbers from 0 to below - 1 (`below`: one limit or one per row)."""
    high = words(count, *names) >> np.uint64(32)
    return ((high * np.asarray(below, dtype=np.uint64)) >> np.uint64(32)).astype(np.int64)


def keys(rows: np.ndarray, *names) -> np.ndarray:
    """One word per row number, the same whatever other rows are asked for (splitmix64 of row and names)."""
    salt = int.from_bytes(blake2b("|".join(str(name) for name in names).encode(), digest_size=8).digest(), "big")
    word = rows.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def chance(rows: np.ndarray, per_million: int, *names) -> np.ndarray:
    """True for about `per_million` of a million rows, decided row by row."""
    return (keys(rows, *names) >> np.uint64(11)) % np.uint64(1_000_000) < np.uint64(per_million)
