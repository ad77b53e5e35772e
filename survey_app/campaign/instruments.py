"""The questionnaires a campaign names: shipped ones, or a file of its folder with its sheet."""

import hashlib
from pathlib import Path

from questionnaires import instruments, scoring_sheet, xlsform
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
    a shipped one.

    Raises NoSuchInstrumentError, or FormError with every problem of the two files.
    """
    own = sorted(path.name.removesuffix(_FORM) for path in folder.glob(f"*{_FORM}"))
    if name in own and (folder / f"{name}{_SCORING}").is_file():
        form = _source(f"{name}{_FORM}", (folder / f"{name}{_FORM}").read_bytes())
        rules = _source(f"{name}{_SCORING}", (folder / f"{name}{_SCORING}").read_bytes())
        questionnaire = xlsform.read(form.data, form.name)
        sheet = scoring_sheet.read(rules.data, rules.name, questionnaire)
        return Instrument(name, questionnaire, sheet, (form, rules))
    if name not in instruments.INSTRUMENTS:
        raise NoSuchInstrumentError(name, (*instruments.INSTRUMENTS, *own))
    questionnaire, sheet = instruments.load_instrument(name)
    form = _source(f"{name}{_FORM}", instruments.source(name))
    rules = _source(f"{name}{_SCORING}", instruments.scoring_source(name))
    return Instrument(name, questionnaire, sheet, (form, rules))


def _source(name: str, data: bytes) -> SourceFile:
    return SourceFile(name, data, hashlib.sha256(data).hexdigest())
