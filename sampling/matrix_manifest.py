"""The rating matrix of a campaign: from roster, rules and seed; its manifest and the check."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampling.frame import Agency
from sampling.manifest import Difference, differences, manifest_digest
from sampling.matrix import Rating, assign_ratings
from sampling.problems import DesignError
from sampling.randomness import ALGORITHM, Stream
from sampling.roster import Roster

__all__ = [
    "MATRIX_ALGORITHM",
    "MatrixDesign",
    "matrix_csv",
    "matrix_manifest",
    "rating_matrix",
    "verify_matrix",
]

MATRIX_ALGORITHM = "par-survey/rating-matrix/1"
COLUMNS = ("group", "agency", "rater", "subject")


@dataclass(frozen=True, slots=True)
class MatrixDesign:
    """Who is rated how often.

    kinds: of the agencies that are rated; targets: ratings each of them gets from a group of
    raters; limit: subjects that one rater rates at most.
    """

    kinds: tuple[str, ...]
    targets: Mapping[str, int]
    limit: int


def rating_matrix(
    agencies: Sequence[Agency], roster: Roster, design: MatrixDesign, seed: bytes
) -> tuple[Rating, ...]:
    """Who rates whom, the same for the same agencies, roster, design and seed.

    Raters are the roster's people by agency and group, numbered from 0: who they are is known
    to their agency alone. Nobody rates the own agency, every subject gets its number from every
    group, work is spread evenly. Raises DesignError when the rules contradict, with figures.
    """
    subjects = [agency.code for agency in agencies if agency.kind in design.kinds]
    raters = {
        (entry.agency, entry.group): entry.head_count
        for entry in roster.entries
        if entry.group in design.targets
    }
    stream = Stream(seed, "rating-matrix")
    return assign_ratings(raters, subjects, dict(design.targets), design.limit, stream)


def matrix_manifest(
    agencies: Sequence[Agency], roster: Roster, design: MatrixDesign, seed: bytes
) -> dict[str, object]:
    """The matrix as plain values for JSON, with what it is a function of and its own digest."""
    lines = "".join(f"{agency.code}\t{agency.kind}\n" for agency in agencies)
    ratings = rating_matrix(agencies, roster, design, seed)
    content: dict[str, object] = {
        "algorithm": MATRIX_ALGORITHM,
        "stream": ALGORITHM,
        "agencies_digest": hashlib.sha256(lines.encode()).hexdigest(),
        "roster_digest": roster.digest,
        "design": {
            "kinds": list(design.kinds),
            "targets": dict(design.targets),
            "limit": design.limit,
        },
        "seed": seed.hex(),
        "ratings": [[r.group, r.agency, r.rater, r.subject] for r in ratings],
    }
    return content | {"digest": manifest_digest(content)}


def verify_matrix(
    written: Mapping[str, object],
    agencies: Sequence[Agency],
    roster: Roster,
    design: MatrixDesign,
    seed: bytes,
) -> tuple[Difference, ...]:
    """Make the matrix again and name what differs; seed: the one of the campaign's draw."""
    try:
        right = matrix_manifest(agencies, roster, design, seed)
    except DesignError as error:
        return (Difference("design", "—", str(error)),)
    return differences(written, right)


def matrix_csv(ratings: Sequence[Rating]) -> str:
    """A row for each rating, as UTF-8 CSV; raters are numbered from 1 within their agency."""
    rows = [f"{r.group},{r.agency},{r.rater + 1},{r.subject}\n" for r in ratings]
    return ",".join(COLUMNS) + "\n" + "".join(rows)
