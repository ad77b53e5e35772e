"""The questionnaires a campaign names: shipped ones, or a file of its folder with its sheet."""

import hashlib
from pathlib import Path

from questionnaires import instruments
from questionnaires.instruments import Bank
from questionnaires.model import Questionnaire
from questionnaires.scoring_sheet import ScoringSheet
from survey_app.campaign.definition import Instrument, SourceFile

__all__ = ["NoSuchInstrumentError", "read_instrument"]

_FORM, _SCORING = ".md", ".scoring.toml"


class NoSuchInstrumentError(LookupError):
    """Neither shipped nor in the folder; `known` are the names that may be used."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.known = known
        super().__init__(name)


def read_instrument(folder: Path, name: str) -> Instrument:
    """The questionnaire of this name: NAME.md with NAME.scoring.toml in the folder comes before
    a shipped one. Shared items come from the folder's items.md and items.scoring.toml, else from
    the shipped ones.

    Raises NoSuchInstrumentError, or FormError with every problem of the two files.
    """
    own = sorted(path.name.removesuffix(_FORM) for path in folder.glob(f"*{_FORM}"))
    own = [each for each in own if each != instruments.BANK]
    if name in own and (folder / f"{name}{_SCORING}").is_file():
        files = (_bytes(folder, name, _FORM), _bytes(folder, name, _SCORING))
        questionnaire, sheet, *resolved = instruments.read_with_bank(name, *files, _bank(folder))
        return _instrument(name, questionnaire, sheet, *resolved)
    if name not in instruments.INSTRUMENTS:
        raise NoSuchInstrumentError(name, (*instruments.INSTRUMENTS, *own))
    questionnaire, sheet = instruments.load_instrument(name)
    form, rules = instruments.source(name), instruments.scoring_source(name)
    return _instrument(name, questionnaire, sheet, form, rules)


def _bank(folder: Path) -> Bank:
    """The folder's own shared items, file by file before the shipped ones."""
    shipped, name = instruments.bank(), instruments.BANK
    form, scoring = (folder / f"{name}{_FORM}").is_file(), (folder / f"{name}{_SCORING}").is_file()
    return Bank(
        _bytes(folder, name, _FORM) if form else shipped.form,
        shipped.form_file,
        _bytes(folder, name, _SCORING) if scoring else shipped.scoring,
        shipped.scoring_file,
    )


def _bytes(folder: Path, name: str, ending: str) -> bytes:
    return (folder / f"{name}{ending}").read_bytes()


def _instrument(
    name: str, questionnaire: Questionnaire, sheet: ScoringSheet, form: bytes, rules: bytes
) -> Instrument:
    """With both files as they were resolved: whole, without the bank."""
    sources = (_source(f"{name}{_FORM}", form), _source(f"{name}{_SCORING}", rules))
    return Instrument(name, questionnaire, sheet, sources)


def _source(name: str, data: bytes) -> SourceFile:
    return SourceFile(name, data, hashlib.sha256(data).hexdigest())
