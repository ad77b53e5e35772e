"""The commit-reveal ceremony: from the secrets of several parties and a public number to a seed.

docs/random-stream.md holds the rule for whoever computes it again; nobody who takes part can
choose the seed, nor can all together while the public number is not known.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sampling.problems import Problem

__all__ = [
    "RULE",
    "Ceremony",
    "CeremonyError",
    "Party",
    "PublicNumber",
    "Share",
    "Terms",
    "ceremony_values",
    "commitment_text",
    "false_reveals",
    "institution_key",
    "is_hash",
    "not_committed",
    "not_revealed",
    "party_commitment",
    "read_ceremony",
    "read_terms",
    "reveal_holds",
    "seed_of",
    "seed_text",
    "terms_digest",
    "terms_values",
]

RULE = "par-survey/ceremony/1"
HASH = re.compile(r"[0-9a-f]{64}")


class CeremonyError(ValueError):
    """The ceremony in a manifest is none of docs/draw.md; `problem` says why."""

    def __init__(self, code: str, **values: object) -> None:
        self.problem = Problem(code, values={key: str(value) for key, value in values.items()})
        super().__init__(self.problem.sentence("en"))


@dataclass(frozen=True, slots=True)
class Party:
    """An institution that takes part; code: small letters, digits and hyphens."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicNumber:
    """Where the public number comes from: which lottery, which prize, of which day.

    digits: how many the prize has, leading zeros included.
    """

    source: str
    prize: str
    date: date
    digits: int

    def fits(self, number: str) -> bool:
        """Whether this can be the prize's number."""
        return len(number) == self.digits and number.isascii() and number.isdigit()


@dataclass(frozen=True, slots=True)
class Terms:
    """What is published before anything begins: who, until when, which public number.

    The days are the last ones for each step, in this order; the number's is after them all, so
    that nobody who still could withhold a secret knows it.
    """

    parties: tuple[Party, ...]
    commit_by: date
    freeze_by: date
    reveal_by: date
    number: PublicNumber


@dataclass(frozen=True, slots=True)
class Share:
    """What a party gave: its commitment, its secret; None for what it did not give in time."""

    commitment: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A whole ceremony. campaign: its id; act: 1 for the first draw, 2 for a second public act.

    shares: in the order of the terms' parties; earlier: digests of the manifests of earlier acts.
    """

    campaign: str
    act: int
    terms: Terms
    shares: tuple[Share, ...]
    number: str
    earlier: tuple[str, ...] = ()


def is_hash(text: str) -> bool:
    """Whether a text is 64 hexadecimal digits in small letters, as secrets and hashes are."""
    return HASH.fullmatch(text) is not None


def commitment_text(campaign: str, act: int, party: str, secret: str) -> str:
    """The text, without a line feed, whose SHA-256 a party publishes.

    It names campaign, act and party, so that nobody can commit to a copy of another's hash.
    """
    return f"{RULE} {campaign} {act} {party} {secret}"


def party_commitment(campaign: str, act: int, party: str, secret: str) -> str:
    """SHA-256, in hexadecimal, of `commitment_text`. secret: 64 hexadecimal digits."""
    return hashlib.sha256(commitment_text(campaign, act, party, secret).encode()).hexdigest()


def reveal_holds(published: str, campaign: str, act: int, party: str, secret: str) -> bool:
    """Whether the secret is the one that the party committed to."""
    right = party_commitment(campaign, act, party, secret)
    return hmac.compare_digest(published.encode(), right.encode())


def not_committed(ceremony: Ceremony) -> tuple[str, ...]:
    """Codes of the parties that published no commitment in time."""
    return tuple(p.code for p, share in _shares(ceremony) if share.commitment is None)


def not_revealed(ceremony: Ceremony) -> tuple[str, ...]:
    """Codes of the parties that committed and did not reveal in time (methods.md 11)."""
    return tuple(
        p.code for p, share in _shares(ceremony) if share.commitment and share.secret is None
    )


def false_reveals(ceremony: Ceremony) -> tuple[str, ...]:
    """Codes of the parties whose secret is not what they committed to."""
    return tuple(
        p.code
        for p, share in _shares(ceremony)
        if share.secret is not None
        and not reveal_holds(
            share.commitment or "", ceremony.campaign, ceremony.act, p.code, share.secret
        )
    )


def terms_values(terms: Terms) -> dict[str, object]:
    """The terms as plain values for JSON; dates are ISO."""
    return {
        "parties": [{"code": party.code, "name": party.name} for party in terms.parties],
        "commit_by": terms.commit_by.isoformat(),
        "freeze_by": terms.freeze_by.isoformat(),
        "reveal_by": terms.reveal_by.isoformat(),
        "number": {
            "source": terms.number.source,
            "prize": terms.number.prize,
            "date": terms.number.date.isoformat(),
            "digits": terms.number.digits,
        },
    }


def terms_digest(terms: Terms) -> str:
    """SHA-256 of the terms as JSON with sorted keys, no spaces, letters not escaped."""
    text = json.dumps(
        terms_values(terms), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def seed_text(ceremony: Ceremony, frame: str, roster: str, design: str) -> str:
    """The lines that the seed is the hash of; frame, roster, design: their digests.

    A party that gave nothing, or did not reveal, stands there with "-" in its place: what it
    withholds changes nothing any more, and the public number was not known when it chose to.
    """
    lines = [
        RULE,
        f"campaign {ceremony.campaign}",
        f"act {ceremony.act}",
        f"terms {terms_digest(ceremony.terms)}",
        *(f"earlier {digest}" for digest in ceremony.earlier),
        f"frame {frame}",
        f"roster {roster}",
        f"design {design}",
        *(
            f"party {party.code} {share.commitment or '-'} {share.secret or '-'}"
            for party, share in _shares(ceremony)
        ),
        f"number {ceremony.number}",
    ]
    return "".join(f"{line}\n" for line in lines)


def seed_of(ceremony: Ceremony, frame: str, roster: str, design: str) -> bytes:
    """The seed of the draw: SHA-256 of `seed_text`, 32 bytes."""
    return hashlib.sha256(seed_text(ceremony, frame, roster, design).encode()).digest()


def ceremony_values(ceremony: Ceremony) -> dict[str, object]:
    """The ceremony as a manifest holds it, with who did not commit or not reveal."""
    return {
        "rule": RULE,
        "campaign": ceremony.campaign,
        "act": ceremony.act,
        "earlier": list(ceremony.earlier),
        "terms": terms_values(ceremony.terms),
        "terms_digest": terms_digest(ceremony.terms),
        "parties": [
            {"code": party.code, "commitment": share.commitment, "secret": share.secret}
            for party, share in _shares(ceremony)
        ],
        "number": ceremony.number,
        "not_committed": list(not_committed(ceremony)),
        "not_revealed": list(not_revealed(ceremony)),
    }


def read_ceremony(values: object) -> Ceremony:
    """The ceremony that a manifest holds.

    Raises CeremonyError where it has not that form, and for what no rule allows whatever was
    announced: days out of order, fewer than two parties or commitments, another number of digits.
    """
    try:
        found = _read(values)
    except CeremonyError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CeremonyError("ceremony_form", reason=f"{type(error).__name__}: {error}") from error
    _refuse_unfair(found)
    return found


def _refuse_unfair(found: Ceremony) -> None:
    terms = found.terms
    days = (terms.commit_by, terms.freeze_by, terms.reveal_by, terms.number.date)
    if not days[0] <= days[1] < days[2] < days[3]:
        shown = ", ".join(f"{day:%d/%m/%Y}" for day in days)
        raise CeremonyError("ceremony_days", days=shown)
    codes = {party.code for party in terms.parties}
    names = {institution_key(party.name) for party in terms.parties}
    if len(terms.parties) < 2 or min(len(codes), len(names)) < len(terms.parties):
        raise CeremonyError("ceremony_parties", found=min(len(codes), len(names)))
    committed = len(terms.parties) - len(not_committed(found))
    if committed < 2:
        raise CeremonyError("ceremony_commitments", found=committed)
    if not terms.number.fits(found.number):
        values = {"number": found.number, "digits": terms.number.digits}
        raise CeremonyError("ceremony_number", **values)


def institution_key(name: str) -> str:
    """The same for all spellings of an institution: case, spaces, composed marks do not matter."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _read(values: object) -> Ceremony:
    if not isinstance(values, Mapping):
        raise TypeError("no table")
    terms = read_terms(values["terms"])
    shares = tuple(Share(one["commitment"], one["secret"]) for one in values["parties"])
    for share in shares:
        for text in (share.commitment, share.secret):
            if text is not None and not is_hash(text):
                raise ValueError("a commitment or secret is not 64 hexadecimal digits")
    number, act = values["number"], values["act"]
    if len(shares) != len(terms.parties) or type(act) is not int or not isinstance(number, str):
        raise TypeError("parties, act or number")
    earlier = tuple(str(digest) for digest in values["earlier"])
    return Ceremony(str(values["campaign"]), act, terms, shares, number, earlier)


def read_terms(values: Mapping[str, object]) -> Terms:
    """The terms that `terms_values` gave; raises KeyError, TypeError or ValueError."""
    parties, number = values["parties"], values["number"]
    if not isinstance(parties, list) or not isinstance(number, Mapping):
        raise TypeError("parties or number")
    return Terms(
        tuple(Party(str(one["code"]), str(one["name"])) for one in parties),
        date.fromisoformat(str(values["commit_by"])),
        date.fromisoformat(str(values["freeze_by"])),
        date.fromisoformat(str(values["reveal_by"])),
        PublicNumber(
            str(number["source"]),
            str(number["prize"]),
            date.fromisoformat(str(number["date"])),
            int(number["digits"]),
        ),
    )


def _shares(ceremony: Ceremony) -> Iterator[tuple[Party, Share]]:
    return zip(ceremony.terms.parties, ceremony.shares, strict=True)
