"""The manifest of a residents' draw, and the check: draw again from areas, design and seed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sampling.manifest import Difference, differences, manifest_digest
from sampling.problems import DesignError
from sampling.randomness import ALGORITHM, commitment, commitment_holds
from sampling.residents import Area, DrawnHousehold, ResidentDesign, draw_residents

__all__ = ["RESIDENTS_ALGORITHM", "areas_digest", "residents_manifest", "verify_residents"]

RESIDENTS_ALGORITHM = "par-survey/residents/1"


def areas_digest(areas: Sequence[Area]) -> str:
    """SHA-256 of the areas as JSON, in their order: the order is part of the frame."""
    values = [[a.district, a.commune, a.code, *a.households] for a in areas]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def residents_manifest(
    areas: Sequence[Area],
    design: ResidentDesign,
    seed: bytes,
    *,
    salt: bytes = b"",
    earlier: Sequence[str] = (),
) -> dict[str, object]:
    """The draw as plain values for JSON, with the digests of what went in and its own.

    earlier: digests of the manifests of earlier draws of the same frame (methods.md 9).
    """
    drawn = draw_residents(areas, design, seed)
    content: dict[str, object] = {
        "algorithm": RESIDENTS_ALGORITHM,
        "stream": ALGORITHM,
        "areas_digest": areas_digest(areas),
        "design": asdict(design),
        "commitment": commitment(seed, salt),
        "seed": seed.hex(),
        "salt": salt.hex(),
        "earlier": list(earlier),
        "households": [_values(each) for each in drawn],
    }
    return content | {"digest": manifest_digest(content)}


def verify_residents(
    written: Mapping[str, object],
    areas: Sequence[Area],
    design: ResidentDesign,
    *,
    published: str | None = None,
) -> tuple[Difference, ...]:
    """Draw again and name everything in which the manifest differs; nothing when it is right.

    published: the commitment as it was made public before the draw.
    """
    try:
        seed = bytes.fromhex(str(written.get("seed")))
        salt = bytes.fromhex(str(written.get("salt")))
        before = written.get("earlier")
        earlier = [str(digest) for digest in before] if isinstance(before, list) else []
        right = residents_manifest(areas, design, seed, salt=salt, earlier=earlier)
    except (ValueError, DesignError) as error:
        return (Difference("seed", str(written.get("seed")), str(error)),)
    found = list(differences(written, right))
    if published is not None and not commitment_holds(published, seed, salt):
        found.append(Difference("published commitment", published, commitment(seed, salt)))
    return tuple(found)


def _values(each: DrawnHousehold) -> dict[str, object]:
    return {
        "household": each.household,
        "area": each.area,
        "commune": each.commune,
        "district": each.district,
        "order": each.order,
        "stages": [str(stage) for stage in each.stages],
        "card": list(each.card),
    }
