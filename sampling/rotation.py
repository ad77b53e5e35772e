"""Rotation by permanent random numbers: samples of several years that share what they should.

Every unit has one number for all years, by hash from a published long-term seed and its code,
so that a unit that stays keeps its number whatever joins or leaves the frame. Taking the
smallest ranks from a start gives this year's sample; moving the start rotates it. Only order
sampling has this property, systematic sampling has not (methods.md 9). The probabilities of
each year are what they are without rotation.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sampling.manifest import Difference, differences, manifest_digest
from sampling.problems import DesignError, Problem
from sampling.randomness import ALGORITHM, Stream
from sampling.selection import exact_probabilities

__all__ = [
    "ROTATION_ALGORITHM",
    "RotationDesign",
    "RotationUnit",
    "permanent_number",
    "rotate",
    "rotation_manifest",
    "verify_rotation",
]

ROTATION_ALGORITHM = "par-survey/rotation/1"
RANKINGS = ("pareto", "sequential_poisson")


@dataclass(frozen=True, kw_only=True, slots=True)
class RotationDesign:
    """take: units in the sample; start: in [0, 1), where this year's sample begins.

    method: "pareto" (near to the wanted probabilities) or "sequential_poisson".
    Raises DesignError for settings out of range.
    """

    take: int
    start: Fraction = Fraction(0)
    method: Literal["pareto", "sequential_poisson"] = "pareto"

    def __post_init__(self) -> None:
        problems = []
        for name, value, fine, expected in (
            ("take", self.take, self.take >= 1, "≥ 1"),
            ("start", self.start, 0 <= self.start < 1, "≥ 0, < 1"),
        ):
            if not fine:
                values = {"name": name, "value": str(value), "expected": expected}
                problems.append(Problem("design_number", values=values))
        if self.method not in RANKINGS:
            values = {"value": str(self.method), "expected": ", ".join(RANKINGS)}
            problems.append(Problem("unknown_method", values=values))
        if problems:
            raise DesignError(problems)


@dataclass(frozen=True, slots=True)
class RotationUnit:
    """A unit in the sample. wanted: the probability aimed at, 1 for a certainty unit."""

    code: str
    number: Fraction
    wanted: Fraction


def permanent_number(long_seed: bytes, code: str) -> Fraction:
    """A unit's number for all years, in [0, 1)."""
    return Stream(long_seed, f"permanent/{code}").unit()


def rotate(
    sizes: Mapping[str, int], design: RotationDesign, long_seed: bytes
) -> tuple[RotationUnit, ...]:
    """This year's sample in the order of the frame, exactly, on any machine.

    sizes: by unit's code, whole numbers >= 1. Certainty units are in every year's sample; of
    the others those with the smallest ranks: q = [u / (1 - u)] / [p / (1 - p)] (Pareto), or
    u / p, u the permanent number counted from the start. The probabilities come near to p, they
    are not equal: `sampling.probabilities.order_probabilities` has the true ones.
    Raises DesignError when more are to be taken than there are, or a size is below 1.
    Sources: Rosén (1997), J. Statistical Planning and Inference 62, 159-191; Ohlsson (1995),
    Coordination of samples using permanent random numbers.
    """
    if design.take > len(sizes):
        values = {"stratum": "—", "take": str(design.take), "size": str(len(sizes))}
        raise DesignError([Problem("more_than_stratum", values=values)])
    codes = list(sizes)
    wanted = dict(zip(codes, exact_probabilities(list(sizes.values()), design.take), strict=True))
    numbers = {code: permanent_number(long_seed, code) for code in codes}

    def rank(code: str) -> tuple[bool, Fraction, str]:
        p, u = wanted[code], (numbers[code] - design.start) % 1
        if p == 1:
            return False, Fraction(0), code
        by_pareto = design.method == "pareto"
        return True, u * (1 - p) / ((1 - u) * p) if by_pareto else u / p, code

    chosen = set(sorted(codes, key=rank)[: design.take])
    return tuple(RotationUnit(c, numbers[c], wanted[c]) for c in codes if c in chosen)


def rotation_manifest(
    sizes: Mapping[str, int],
    design: RotationDesign,
    long_seed: bytes,
    *,
    earlier: Sequence[str] = (),
) -> dict[str, object]:
    """The draw as plain values for JSON with its own digest.

    earlier: digests of the earlier years' manifests under the same long-term seed, oldest
    first, so that nobody can start anew unseen.
    """
    drawn = rotate(sizes, design, long_seed)
    frame = json.dumps(list(sizes.items()), ensure_ascii=False, separators=(",", ":"))
    content: dict[str, object] = {
        "algorithm": ROTATION_ALGORITHM,
        "stream": ALGORITHM,
        "frame_digest": hashlib.sha256(frame.encode()).hexdigest(),
        "design": {
            "take": design.take,
            "start": str(design.start),
            "method": design.method,
        },
        "long_term_seed": long_seed.hex(),
        "earlier": list(earlier),
        "units": [
            {"code": unit.code, "number": str(unit.number), "wanted": str(unit.wanted)}
            for unit in drawn
        ],
    }
    return content | {"digest": manifest_digest(content)}


def verify_rotation(
    written: Mapping[str, object],
    sizes: Mapping[str, int],
    design: RotationDesign,
    long_seed: bytes,
    earlier: Sequence[str],
) -> tuple[Difference, ...]:
    """Draw again from the published long-term seed and name what differs in the manifest.

    earlier: the digests of the manifests of the years before, as they were published then.
    """
    right = rotation_manifest(sizes, design, long_seed, earlier=earlier)
    return differences(written, right)
