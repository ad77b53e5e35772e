"""The rating matrix of the city's own survey: who rates which agency (methods 23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.toml_file import read_toml
from sampling.manifest import Difference, manifest_text
from sampling.matrix import Rating
from sampling.matrix_manifest import (
    MatrixDesign,
    matrix_csv,
    matrix_manifest,
    rating_matrix,
    verify_matrix,
)
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.inputs import Inputs, inputs
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions, reading
from survey_app.errors import Refused
from survey_app.models import DrawRecord, Unit
from survey_app.services.campaigns import stored_files
from survey_app.services.drawing import NotDrawn

__all__ = ["Matrix", "NoMatrix", "check", "manifest_of", "matrix_of"]


class NoMatrix(Refused):
    """The campaign has no rating matrix."""

    code, status = "matrix.none", 404
    sentence = (
        "Cuộc điều tra này không có đánh giá chéo. Chỉ cuộc điều tra của thành phố "
        "(survey = «city») với bảng [rating_matrix] trong campaign.toml mới có."
    )


@dataclass(frozen=True)
class Matrix:
    """The matrix with the names of its subjects; text: the manifest as a file."""

    ratings: tuple[Rating, ...]
    design: MatrixDesign
    subjects: Mapping[str, str]
    raters: Mapping[str, int]
    text: str
    digest: str

    @property
    def csv(self) -> str:
        """The matrix as a CSV file."""
        return matrix_csv(self.ratings)

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """Ratings by group and subject."""
        return Counter((rating.group, rating.subject) for rating in self.ratings)

    @property
    def work(self) -> Mapping[str, tuple[int, int]]:
        """The fewest and the most subjects of one rater, by group; people without any count."""
        done = Counter((r.group, r.agency, r.rater) for r in self.ratings)
        found = {}
        for group, people in self.raters.items():
            own = [count for (g, _, _), count in done.items() if g == group]
            found[group] = (min(own, default=0) if len(own) == people else 0, max(own, default=0))
        return found


def matrix_of(sessions: Sessions, campaign: str) -> Matrix:
    """The campaign's matrix, made from its stored files and the draw's seed.

    Raises NotDrawn or NoMatrix.
    """
    given, seed, design = _given(sessions, campaign)
    agencies = given.frame.all_agencies
    written = matrix_manifest(agencies, given.roster, design, seed)
    with reading(sessions) as db:
        names = dict(
            db.execute(select(Unit.code, Unit.name).where(Unit.campaign_id == campaign)).all()
        )
    raters: Counter[str] = Counter()
    for entry in given.roster.entries:
        if entry.group in design.targets:
            raters[entry.group] += entry.head_count
    return Matrix(
        rating_matrix(agencies, given.roster, design, seed),
        design,
        {a.code: names.get(a.code, a.name) for a in agencies if a.kind in design.kinds},
        raters,
        manifest_text(written),
        str(written["digest"]),
    )


def check(
    sessions: Sessions, campaign: str, written: Mapping[str, object]
) -> tuple[Difference, ...]:
    """What in a manifest is not what files and seed give; raises NotDrawn or NoMatrix."""
    given, seed, design = _given(sessions, campaign)
    return verify_matrix(written, given.frame.all_agencies, given.roster, design, seed)


def manifest_of(db: Session, campaign: str) -> str | None:
    """The manifest as it is frozen; None for a campaign without a matrix or a draw."""
    files = stored_files(db, campaign)
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    record = db.get(DrawRecord, campaign)
    if settings.rating_matrix is None or record is None:
        return None
    given, seed = inputs(files), bytes.fromhex(record.manifest["seed"])
    agencies = given.frame.all_agencies
    return manifest_text(matrix_manifest(agencies, given.roster, settings.rating_matrix, seed))


def _given(sessions: Sessions, campaign: str) -> tuple[Inputs, bytes, MatrixDesign]:
    with reading(sessions) as db:
        record = db.get(DrawRecord, campaign)
        given = inputs(stored_files(db, campaign))
    if given.settings.rating_matrix is None:
        raise NoMatrix
    if record is None:
        raise NotDrawn
    return given, bytes.fromhex(record.manifest["seed"]), given.settings.rating_matrix
