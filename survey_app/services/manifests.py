"""Verifying a draw, and drawing, from files alone: no database, no app."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.toml_file import TomlSyntaxError, read_toml
from sampling.draw import Draw, draw
from sampling.manifest import (
    Difference,
    file_sums,
    manifest,
    manifest_text,
    other_files,
    verify_file,
)
from sampling.randomness import commitment_holds
from sampling.readers import read_agencies, read_units
from survey_app.campaign.definition import CAMPAIGN_FILE, Settings
from survey_app.campaign.folder import read_folder
from survey_app.campaign.inputs import IDS, SIMULATED_LISTS, Inputs, at_hand, csv_name, inputs
from survey_app.campaign.problems import CampaignError, Problem
from survey_app.campaign.settings import read_settings
from survey_app.errors import Refused
from survey_app.simulation.lists import make_lists

__all__ = [
    "MANIFEST",
    "CeremonyNeeded",
    "SeedNeeded",
    "draw_folder",
    "published_files",
    "verify_with_files",
]

MANIFEST = "draw.json"


class CeremonyNeeded(Refused):
    """A folder alone has no secrets of parties."""

    code, status = "draw.ceremony-needed", 422
    sentence = (
        "Thư mục này bốc thăm công khai nhiều bên, nên không chọn mẫu từ tệp được. Chạy "
        "«par-survey campaign create», theo lễ bốc thăm, rồi «par-survey draw export»."
    )


class SeedNeeded(Refused):
    """The seed that the folder's commitment is of."""

    code, status = "draw.seed-needed", 422
    sentence = "Cần hạt giống (--seed, --salt nếu có) ứng với cam kết trong campaign.toml."


def verify_with_files(
    manifest: Path, folder: Path, lists: Path | None = None
) -> tuple[Difference, ...]:
    """What in a manifest file is not what frame, design and seed give; empty when all agree.

    folder: the campaign's, or the published package of its draw, in which ids stand for lists;
    lists: the desks' lists where other ones were used than the folder's. Files whose bytes are
    not those drawn from are named first. Raises CampaignError or FrameError.
    """
    data = manifest.read_bytes()
    if changed := other_files(*_named(data, folder)):
        return changed
    given = inputs(_files(folder, lists))
    source = given.settings.seed
    return verify_file(
        data,
        given.frame,
        given.roster,
        given.design,
        published=source.promised,
        terms=source.terms,
        files=file_sums(given.files),
    )


def draw_folder(folder: Path, seed: bytes | None, salt: bytes) -> tuple[Draw, dict[str, bytes]]:
    """Draw from a campaign's folder; the draw, and by name the files to publish of it.

    seed: the one committed to; a demo's stands in its campaign.toml.
    Raises CampaignError, FrameError, DesignError, CeremonyNeeded or SeedNeeded.
    """
    read_folder(folder)  # every mistake of every file, at once
    given = inputs(_files(folder, None))
    source = given.settings.seed
    if source.ceremony is not None:
        raise CeremonyNeeded
    if seed is None and source.public_demo:
        seed = source.public_demo.encode()
    if seed is None or not commitment_holds(source.promised or "", seed, salt):
        raise SeedNeeded
    drawn = draw(given.frame, given.roster, given.design, seed)
    found = (drawn, given.frame, given.roster, given.design, seed)
    written = manifest(*found, salt=salt, files=file_sums(given.files))
    return drawn, published_files(written, given)


def published_files(written: Mapping[str, object], given: Inputs) -> dict[str, bytes]:
    """What anybody needs to verify a draw, by name: manifest, campaign, frame, roster and ids.

    The lists themselves stay away: field, month and sex of a visit could name a neighbour.
    """
    files = {name: data for part, (name, data) in given.files.items() if part != "lists"}
    return {MANIFEST: manifest_text(written).encode(), **files}


def _named(data: bytes, folder: Path) -> tuple[dict[str, object], dict[str, dict[str, str]]]:
    """The manifest, if it is one, and the sums of the files of its names that are there."""
    try:
        written = json.loads(data)
        named = [(part, str(file["name"])) for part, file in written["files"].items()]
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}, {}
    there = [(part, name, folder / name) for part, name in named]
    return written, file_sums(
        {part: (name, path.read_bytes()) for part, name, path in there if path.is_file()}
    )


def _files(folder: Path, lists: Path | None) -> dict[str, bytes]:
    """The files that the draw of a folder is a function of, by name."""
    settings = _settings(folder)
    files = {name: (folder / name).read_bytes() for name in _present(folder, settings)}
    named = settings.files.get("lists", SIMULATED_LISTS)
    if lists is not None:
        files[named] = lists.read_bytes()
    needed = [settings.files[part] for part in ("units", "agencies", "roster")]
    missing = [n for n in needed if n not in files and csv_name(n) not in files]
    given = {named, csv_name(named), IDS} & files.keys()
    if not given and not settings.lists_simulated:
        missing.append(named)
    if missing:
        hint = {"hint_vi": "", "hint_en": ""}
        raise CampaignError(
            [
                Problem("folder.no-such-file", CAMPAIGN_FILE, None, None, {"name": name, **hint})
                for name in missing
            ]
        )
    if not given:
        files[named] = _simulated(files, settings)
    return files


def _settings(folder: Path) -> Settings:
    path = folder / CAMPAIGN_FILE
    if not path.is_file():
        raise CampaignError([Problem("folder.not-a-folder", str(folder))])
    try:
        settings, problems = read_settings(read_toml(path.read_bytes()), CAMPAIGN_FILE)
    except TomlSyntaxError as error:
        values = {"reason": error.reason}
        raise CampaignError(
            [Problem("campaign.toml-syntax", CAMPAIGN_FILE, error.line, None, values)]
        ) from error
    if problems:
        raise CampaignError(problems)
    return settings


def _present(folder: Path, settings: Settings) -> Iterator[str]:
    names = [settings.files[part] for part in ("units", "agencies", "roster")]
    names.append(settings.files.get("lists", SIMULATED_LISTS))
    for name in (CAMPAIGN_FILE, IDS, *names, *map(csv_name, names)):
        if (folder / name).is_file():
            yield name


def _simulated(files: Mapping[str, bytes], settings: Settings) -> bytes:
    units, agencies = (at_hand(files, settings.files[part]) for part in ("units", "agencies"))
    seed = settings.simulation_seed or 0
    return make_lists(read_units(units[1], units[0]), read_agencies(agencies[1], agencies[0]), seed)
