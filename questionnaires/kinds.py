"""The types of questions and groups as authors write them, and what each may carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.model import QUESTION_TYPES

__all__ = ["APPEARANCES", "FOREIGN", "PARAMETERS", "SELECTS", "UNSUPPORTED", "Kind", "read_kind"]

SELECTS = ("select_one", "select_multiple", "rank")


@dataclass(frozen=True)
class Kind:
    """A type that was read. base: one of QUESTION_TYPES, begin_group, begin_repeat, end_group or
    end_repeat; other: whether a choice "other" and a question for it are to be added; extra:
    words that mean nothing there."""

    base: str
    list_name: str = ""
    other: bool = False
    extra: str = ""

    @property
    def spelling(self) -> str:
        """The type as everybody reads it, whatever its author wrote."""
        other = "or_other" if self.other else ""
        return " ".join(filter(None, (self.base, self.list_name, other)))


UNSUPPORTED = frozenset(
    {
        *("image", "photo", "audio", "video", "file", "barcode", "geotrace", "geoshape", "osm"),
        *("select_one_from_file", "select_multiple_from_file", "select_one_external"),
        *("csv-external", "xml-external", "audit", "background-audio", "background-geopoint"),
        *("start-geopoint", "username", "phonenumber", "email", "simserial", "subscriberid"),
        *("begin_loop", "end_loop", "cascading_select", "xml_external", "csv_external"),
    }
)
"""Types that XLSForm knows and this product does not carry out."""

_OTHER_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("int", "add integer prompt"), "integer"),
    "add decimal prompt": "decimal",
    **dict.fromkeys(("string", "str", "q string", "add text prompt"), "text"),
    **dict.fromkeys(("add date prompt", "q date"), "date"),
    "add time prompt": "time",
    **dict.fromkeys(("datetime", "date time", "add datetime prompt", "add date time prompt"),
                    "dateTime"),
    **dict.fromkeys(("gps", "location", "q location", "geopoint", "add location prompt"),
                    "geopoint"),
    **dict.fromkeys(("trigger", "add acknowledge prompt"), "acknowledge"),
    "add note prompt": "note",
    **dict.fromkeys(("q calculate", "add calculate prompt"), "calculate"),
    **dict.fromkeys(("start time", "get start time"), "start"),
    **dict.fromkeys(("end time", "get end time"), "end"),
    "get today": "today",
    **dict.fromkeys(("device id", "get device id", "imei"), "deviceid"),
    "add image prompt": "image",
    "add photo prompt": "image",
    "add audio prompt": "audio",
    "add video prompt": "video",
    "add file prompt": "file",
}  # fmt: skip
_SELECT = re.compile(
    r"(?:(add select one prompt using|select one from|select1|select_one|select one)"
    r"|(add select multiple prompt using|select all that apply from|select_multiple"
    r"|select all that apply|select multiple)|(rank))"
    r"\s+(\S+)(\s+(?:or_other|or specify other|or other))?",
    re.IGNORECASE,
)
_FOREIGN_SELECT = re.compile(r"select[ _](?:one|multiple)[ _](?:from[ _]file|external)\b")
_MARK = re.compile(
    r"(begin|end)[ _](group|lgroup|repeat|looped group|loop)(?:\s(.*))?", re.IGNORECASE
)
_MARKS = {"group": "group", "lgroup": "repeat", "repeat": "repeat", "looped group": "repeat"}
_PLAIN = {name.lower(): name for name in QUESTION_TYPES if name not in SELECTS}


def read_kind(text: str) -> Kind | str:
    """The type that a cell names, or the word of it that is not supported or not known."""
    plain = " ".join(text.split())
    mark = _MARK.fullmatch(plain)
    if mark:
        group = _MARKS.get(mark[2].lower(), "loop")
        base = f"{mark[1].lower()}_{group}"
        return base if base in UNSUPPORTED else Kind(base, extra=mark[3] or "")
    select = _SELECT.fullmatch(plain)
    name = plain.lower()
    if select and not _FOREIGN_SELECT.match(name):
        base = SELECTS[next(place for place in range(3) if select[place + 1])]
        return plain if base == "rank" and select[5] else Kind(base, select[4], bool(select[5]))
    name = _OTHER_NAMES.get(name, name)
    if name.lower() in _PLAIN:
        return Kind(_PLAIN[name.lower()])
    foreign = _FOREIGN_SELECT.match(name)
    first = foreign[0].replace(" ", "_") if foreign else name.split(" ")[0]
    return first if first in UNSUPPORTED else plain


_LOOKS = frozenset(f"w{n}" for n in range(1, 13))  # widths in Enketo's grid; a phone has none
_LISTS = frozenset(
    {
        *("minimal", "horizontal", "horizontal-compact", "vertical", "compact", "quick"),
        *("quickcompact", "autocomplete", "columns", "columns-pack", "columns-flex"),
        *("label", "list", "list-nolabel", *(f"columns-{n}" for n in range(1, 11))),
    }
)
APPEARANCES: Mapping[str, frozenset[str]] = {
    "select_one": _LISTS | _LOOKS | {"likert"},
    "select_multiple": _LISTS | _LOOKS,
    "text": _LOOKS | {"multiline", "numbers"},
    "integer": _LOOKS | {"thousands-sep"},
    "decimal": _LOOKS | {"thousands-sep"},
    "date": _LOOKS | {"no-calendar"},
    "dateTime": _LOOKS | {"no-calendar"},
    "range": _LOOKS | {"vertical", "no-ticks", "picker"},
    "begin_group": _LOOKS | {"field-list", "table-list"},
    "begin_repeat": _LOOKS | {"field-list"},
}
"""By type, the words of `appearance` that are carried out or change nothing but looks."""

PARAMETERS: Mapping[str, frozenset[str]] = {
    "range": frozenset({"start", "end", "step"}),
    **dict.fromkeys(SELECTS, frozenset({"randomize", "seed"})),
    "text": frozenset({"rows"}),
}
"""By type, the parameters that are carried out."""

_ASKING = (
    *("required", "required_message", "constraint", "constraint_message", "default"),
    *("read_only", "choice_filter", "parameters"),
)
_HIDDEN = ("hint", "guidance_hint", "appearance", *_ASKING)
_METADATA = ("calculation", "relevant", *_HIDDEN)
FOREIGN: Mapping[str, tuple[str, ...]] = {
    "note": ("calculation", "repeat_count", *(each for each in _ASKING if each != "read_only")),
    "calculate": (
        "repeat_count",
        *(each for each in _HIDDEN if each not in ("default", "read_only", "required")),
    ),
    "hidden": ("repeat_count", *(each for each in _HIDDEN if each != "default")),
    **dict.fromkeys(("start", "end", "today", "deviceid"), ("repeat_count", *_METADATA)),
    "acknowledge": ("calculation", "repeat_count", "choice_filter", "constraint", "default"),
    "select_one": ("repeat_count",),
    "select_multiple": ("repeat_count", "calculation"),
    "rank": ("repeat_count", "calculation", "default"),
    "begin_group": ("repeat_count", "hint", "guidance_hint", "calculation", *_ASKING),
    "begin_repeat": ("hint", "guidance_hint", "calculation", *_ASKING),
    **dict.fromkeys(
        ("integer", "decimal", "range", "text", "date", "time", "dateTime", "geopoint"),
        ("repeat_count", "choice_filter"),
    ),
}
"""By type, the columns that mean nothing for it."""
