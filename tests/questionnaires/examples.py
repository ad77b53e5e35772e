"""Small forms, one for each feature of XLSForm: those that load, and those that are refused."""

from __future__ import annotations

__all__ = ["LOADS", "REFUSED"]

CHOICES = """
| choices |
| | list_name | name | label | region |
| | yn | y | Yes | |
| | yn | n | No | |
| | town | an | An Dương | hp |
| | town | kinh | Kinh Môn | hd |
| | region | hp | Hải Phòng | |
| | region | hd | Hải Dương | |
"""


def form(*rows: str, choices: str = CHOICES, settings: str = "", more: str = "") -> str:
    """The tables of a form: its rows of survey, of settings, and other sheets as they are."""
    survey = "\n".join(f"| | {row} |" for row in rows)
    lines = "\n".join(f"| | {row} |" for row in settings.split("\n") if row)
    return f"| survey |\n{survey}\n{choices}\n{'| settings |' if lines else ''}\n{lines}\n{more}"


def question(kind: str, **columns: str) -> str:
    """A form of a text t and one question q of this type with these cells."""
    names = "".join(f" | {name}" for name in columns)
    cells = "".join(f" | {cell}" for cell in columns.values())
    empty = " | " * len(columns)
    return form(f"type | name | label{names}", f"text | t | T{empty}", f"{kind} | q | Q{cells}")


def column(header: str, cell: str, kind: str = "text") -> str:
    """The same with one column of any name."""
    return form(f"type | name | label | {header}", "text | t | T | ", f"{kind} | q | Q | {cell}")


def setting(name: str, value: str) -> str:
    """A form with one setting."""
    return form("type | name | label", "text | q | Q", settings=f"{name}\n{value}")


def around(begin: str, end: str) -> str:
    """A form of one group."""
    return form("type | name | label", f"{begin} | g | G", "text | q | Q", f"{end} | | ")


LOADS: dict[str, str] = {
    "version": setting("version", "2021-01 (b)"),
    "old names of settings": setting("set_form_title", "Phiếu"),
    "style": setting("style", "theme-grid pages"),
    "select_one": question("select_one yn"),
    "select one from": question("select one from yn"),
    "select1": question("select1 yn"),
    "capitals and blanks": question("Select_one   yn"),
    "all capitals": question("SELECT_MULTIPLE yn OR_OTHER"),
    "select all that apply": question("select all that apply from yn"),
    "or specify other": question("select_multiple yn or specify other"),
    "rank": question("Rank yn"),
    "Integer": question("Integer"),
    "DateTime": question("DateTime"),
    "trigger type": question("trigger"),
    "range in capitals": question("range", parameters="Start=1; END=5, step=0.5"),
    "range downwards": question("range", parameters="start=10 end=1 step=1"),
    "range of a million": question("range", parameters="start=0 end=1000000 step=1"),
    "geopoint": question("gps"),
    "metadata": form(
        "type | name | label", "start | s | ", "end | e | ", "today | d | ", "deviceid | i | ",
        "text | q | Q",
    ),
    "begin group": around("begin group", "end group"),
    "begin_group": around("begin_group", "end_group"),
    "Begin Group": around("Begin Group", "END GROUP"),
    "begin repeat": around("begin repeat", "end repeat"),
    "begin_repeat": around("begin_repeat", "end_repeat"),
    "lgroup": around("begin lgroup", "end lgroup"),
    "jr:count": form(
        "type | name | label | jr:count", "integer | n | N | ", "begin repeat | r | R | ${n}",
        "text | q | Q ${n} | ", "end repeat | | | ",
    ),
    "repeats in repeats": form(
        "type | name | label | relevant | repeat_count", "begin_repeat | r | R | | 2",
        "integer | n | N | | ", "begin_group | g | G | ${n} > 0 | ",
        "begin_repeat | s | S | | ${n}", "text | q | Q | | ", "end_repeat | | | | ",
        "end_group | | | | ", "end_repeat | | | | ",
    ),
    "choice_filter in a repeat": form(
        "type | name | label | choice_filter", "begin_repeat | r | R | ",
        "select_one region | a | A | ", "select_one town | q | Q | region = current()/../a",
        "end_repeat | | | ",
    ),
    "a column of choices in capitals": form(
        "type | name | label | choice_filter", "select_one region | a | A | ",
        "select_one town | q | Q | Region = ${a}",
        choices=CHOICES.replace("| region |\n", "| Region |\n"),
    ),
    "or_other in two languages": form(
        "type | name | label::Tiếng Việt (vi) | label::English (en)",
        "select_one yn or_other | q | Hỏi | Ask",
        choices="| choices |\n"
        "| | list_name | name | label::Tiếng Việt (vi) | label::English (en) |\n"
        "| | yn | y | Có | Yes |\n| | yn | n | Không | No |\n",
    ),
    "constraint_message": column("constraint_message", "Sai", "integer"),
    "jr:constraintMsg": column("jr:constraintMsg", "Sai", "integer"),
    "bind::jr:constraintMsg": column("bind::jr:constraintMsg", "Sai", "integer"),
    "jr:constraintMsg in a language": column("jr:constraintMsg::English (en)", "", "integer"),
    "requiredMsg": column("jr:requiredMsg", "Cần trả lời"),
    "required TRUE": column("required", "TRUE"),
    "required true()": column("required", "true()"),
    "required yes": column("Required", "Yes"),
    "required when": column("required", "${t} = 'x'"),
    "bind::relevant": column("bind::relevant", "${t} = 'x'"),
    "body::appearance": column("body::appearance", "multiline"),
    "disabled": column("disabled", "yes"),
    "disabled no": column("disabled", "no"),
    "readonly": column("readonly", "TRUE"),
    "guidance hint": column("guidance hint", "Đọc chậm"),
    "unused picture column": column("media::image", ""),
    "calculate": column("calculate", "concat(${t}, 1)", "calculate"),
    "once": column("calculation", "once(random())", "calculate"),
    "jr:choice-name": form(
        "type | name | label | calculation", "select_one yn | a | A | ",
        "calculate | q | | jr:choice-name(${a}, '${a}')",
    ),
    "indexed-repeat": form(
        "type | name | label | calculation", "begin_repeat | r | R | ", "text | a | A | ",
        "end_repeat | | | ", "calculate | q | | indexed-repeat(${a}, ${r}, 1)",
    ),
    "smart quotes": column("relevant", "${t} = ‘x’"),
    "randomize": column("parameters", "randomize=true, seed=1", "select_one yn"),
    "rows": column("parameters", "rows=3"),
    "minimal": column("appearance", "minimal", "select_one yn"),
    "two looks": column("appearance", "multiline  w2"),
    "likert": column("appearance", "likert", "select_one yn"),
    "table-list": form(
        "type | name | label | appearance", "begin_group | g | G | table-list",
        "select_one yn | a | A | ", "select_one yn | q | Q | ", "end_group | | | ",
    ),
    "default today": column("default", "today()", "date"),
    "single colon": form("type | name | label:vi | label:en", "text | q | Hỏi | Ask"),
    "headers in capitals": form("Type | NAME | Label", "text | q | Q"),
    "sheet in capitals": form("Type | NAME | Label", "text | q | Q").replace("| s", "|  S"),
    "emoji": form("type | name | label", "note | q | 😀 Xin cảm ơn"),
    "NFD": form("type | name | label", "note | q | Tuo\u0302\u0309i"),
    "long name": form("type | name | label", f"text | {'q' * 200} | Q"),
    "long label": form("type | name | label", f"note | q | {'Kính chào ' * 500}"),
    "markup": form("type | name | label", "note | q | **b** <script>alert(1)</script> & <b>x</b>"),
    "only a note": form("type | name | label", "note | q | Q"),
    "other names in choices": form(
        "type | name | label", "select_one yn | q | Q",
        choices="| choices |\n| | list name | value | caption |\n| | yn | y | Yes |\n",
    ),
}  # fmt: skip

REFUSED: dict[str, tuple[str, str, str | None, str]] = {
    "instance_name": (
        setting("instance_name", "concat('a', ${q})"), "sheet.unknown-column", "instance_name",
        "instance_name",
    ),
    **{
        name: (setting(name, "x"), "sheet.unknown-column", name, name)
        for name in (
            *("public_key", "submission_url", "auto_send", "auto_delete", "namespaces"),
            *("allow_choice_duplicates", "clean_text_values", "omit_instanceID", "sms_keyword"),
            *("prefix", "attribute::a"),
        )
    },
    "form_id": (setting("form_id", "a b"), "settings.form-id", "form_id", "a b"),
    "unknown style": (setting("style", "foo"), "settings.style", "style", "foo"),
    **{
        f"sheet {name}": (
            form("type | name | label", "text | q | Q", more=f"| {name} |\n| | list_name |\n"),
            "file.unknown-sheet", None, name,
        )
        for name in ("entities", "external_choices", "osm")
    },
    **{
        f"type {name}": (question(name), "survey.unsupported-type", "type", name)
        for name in (
            *("image", "audio", "video", "file", "barcode", "geotrace", "geoshape", "osm"),
            *("start-geopoint", "background-audio", "background-geopoint", "audit", "username"),
            *("phonenumber", "email", "simserial", "subscriberid", "xml-external", "csv-external"),
            *("percentage", "phone number"),
        )
    },
    **{
        kind: (question(kind), "survey.unsupported-type", "type", word)
        for kind, word in {
            "select_one_from_file a.csv": "select_one_from_file",
            "select one from file a.csv": "select_one_from_file",
            "Select_Multiple_From_File a.csv": "select_multiple_from_file",
            "select_one_from_file a.geojson": "select_one_from_file",
            "select_one_external yn": "select_one_external",
            "cascading_select yn": "cascading_select",
            "begin loop over yn": "begin_loop",
        }.items()
    },
    "a list with blanks": (question("select_one my list"), "survey.list-name", "type", "my list"),
    "a list of answers": (question("select_one ${t}"), "survey.no-list", "type", "${t}"),
    "a list that is not there": (question("select_one zz"), "survey.no-list", "type", "zz"),
    "words behind end_group": (
        around("begin_group", "end_group foo"), "survey.extra-words", "type", "foo"
    ),
    **{
        header: (column(header, "1"), "sheet.unknown-column", header, header)
        for header in (
            *("trigger", "save_to", "media::image", "image", "audio", "video", "big-image"),
            *("autoplay", "intent", "query", "noAppErrorString", "rows", "sms_field"),
            *("bind::foo", "bind::type", "body::accuracyThreshold", "body::accept", "instance::x"),
            *("body::intent", "control::rows", "compact_tag"),
        )
    },
    "pictures of choices": (
        form(
            "type | name | label", "select_one yn | q | Q",
            choices="| choices |\n| | list_name | name | label | media::image |\n"
            "| | yn | y | Yes | a.png |\n",
        ),
        "sheet.unknown-column", "media::image", "media::image",
    ),
    "the same choice twice": (
        form(
            "type | name | label", "select_one yn | q | Q",
            choices="| choices |\n| | list_name | name | label |\n"
            "| | yn | y | A |\n| | yn | y | B |\n",
        ),
        "choices.duplicate", "name", "y",
    ),
    "answers in choices": (
        form(
            "type | name | label", "text | t | T", "select_one yn | q | Q",
            choices="| choices |\n| | list_name | name | label |\n| | yn | y | ${t} |\n",
        ),
        "choices.reference", "label", "${t}",
    ),
    "search()": (
        column("appearance", "minimal search('a', 'b', 'c')", "select_one yn"),
        "survey.appearance", "appearance", "search('a', 'b', 'c')",
    ),
    **{
        f"appearance {word}": (
            column("appearance", word, kind), "survey.appearance", "appearance", word
        )
        for word, kind in {
            "map": "select_one yn", "image-map": "select_one yn", "month-year": "date",
            "year": "date", "ethiopian": "date", "rating": "range", "masked": "text",
            "ex:org.foo": "text", "bearing": "decimal", "counter": "integer", "url": "text",
            "placement-map": "geopoint", "foo": "text", "Multiline": "text",
        }.items()
    },
    **{
        f"parameter {key}": (
            column("parameters", f"{key}=1", kind), "survey.parameter", "parameters", key
        )
        for key, kind in {
            "capture-accuracy": "geopoint", "incremental": "text", "value": "select_one yn",
            "tick_interval": "range",
        }.items()
    },
    "seed alone": (
        column("parameters", "seed=1", "select_one yn"), "survey.seed", "parameters", "seed"
    ),
    "pulldata": (
        column("calculation", "pulldata('a', 'b', 'c', 'd')", "calculate"),
        "expression.unknown-function", "calculation", "pulldata",
    ),
    "instance()": (
        column("calculation", "instance('yn')/root/item[name = 'y']/label", "calculate"),
        "expression.no-path", "calculation", "instance",
    ),
    "last-saved": (
        column("default", "${last-saved#t}"), "survey.last-saved", "default", "last-saved"
    ),
    "last-saved in a text": (
        form("type | name | label", "note | q | Hôm trước: ${last-saved#q}"),
        "survey.last-saved", "label", "last-saved",
    ),
    "a blank behind the dollar": (
        column("relevant", "$ {t} = 'x'"), "expression.syntax", "relevant", "$ {t}"
    ),
    "the same in a text": (
        form("type | name | label", "text | t | T", "note | q | Chào $ {t}"),
        "survey.reference", "label", "$ {t}",
    ),
    "read_only when": (column("read_only", "${t} = 'x'"), "survey.flag", "read_only", "${t}"),
    "disabled maybe": (column("disabled", "maybe"), "survey.flag", "disabled", "maybe"),
    "table-list of two lists": (
        form(
            "type | name | label | appearance", "begin_group | g | G | table-list",
            "select_one yn | a | A | ", "select_one town | q | Q | ", "end_group | | | ",
        ),
        "survey.table-list", "type", "yn",
    ),
    "emoji as a name": (
        form("type | name | label", "text | 😀 | Q"), "survey.bad-name", "name", "😀"
    ),
    "NFD as a name": (
        form("type | name | label", "text | tuo\u0302i | Q"), "survey.bad-name", "name", "tuôi"
    ),
    "a dash in a name": (
        form("type | name | label", "text | a-b | Q"), "survey.bad-name", "name", "a-b"
    ),
    "a label twice": (column("LABEL", "R"), "sheet.duplicate-column", "label", "LABEL"),
    "one language under two names": (
        form("type | name | label::Vietnamese (vi) | hint::Tiếng Việt (vi)", "text | q | Q | H"),
        "sheet.same-language", "hint::Tiếng Việt (vi)", "Vietnamese (vi)",
    ),
    "a name of ODK": (
        form("type | name | label", "text | meta | Q"), "survey.reserved-name", "name", "meta"
    ),
    "a constant of a calculate": (
        column("default", "31/12/2022", "calculate"), "survey.constant", "default", "31/12/2022"
    ),
}  # fmt: skip
