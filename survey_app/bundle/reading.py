"""Published results read from a bundle or from its file of results."""

from __future__ import annotations

import zipfile
from pathlib import Path

from survey_app.bundle.archive import RESULTS, read_archive
from survey_app.bundle.problems import BundleError, Problem
from survey_app.bundle.published import Published, from_json

__all__ = ["parse_published", "read_published"]


def read_published(path: Path) -> Published:
    """What a bundle (ZIP) or a results file (JSON) published.

    Only the published numbers are read; whether they follow from the answers is what
    `par-survey verify` tells. Raises BundleError naming the file.
    """
    if not zipfile.is_zipfile(path):
        return parse_published(path.read_bytes(), path.name)
    files = read_archive(path)
    if RESULTS not in files:
        raise BundleError((Problem("missing", RESULTS),))
    return parse_published(files[RESULTS], RESULTS)


def parse_published(content: bytes, name: str) -> Published:
    """What `published.to_json` wrote; raises BundleError naming the file."""
    try:
        return from_json(content.decode())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        raise BundleError((Problem("bad_manifest", name, values={"why": why}),)) from error
