"""A form written back as Markdown, Excel and XForm is the same form, and holds no formula."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from questionnaires import xlsform
from questionnaires.changes import changes
from questionnaires.export import to_markdown, to_xform, to_xlsx
from questionnaires.instruments import INSTRUMENTS, load_instrument
from questionnaires.model import Questionnaire, Text
from questionnaires.stored import with_digest
from questionnaires.tables import tables_of
from tests.questionnaires.forms import questionnaire

VALIDATOR = Path(str(files("pyxform"))) / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"

FORM = """
| survey |
|        | type                   | name | label::Tiếng Việt (vi) | label::English (en) | hint::English (en) | required | relevant | constraint | appearance |
|        | select_one muc         | a    | Mức nào \\| sao?       | How?                |                    | yes      |          |            | likert     |
|        | begin_group            | g    | Nhóm                   | Group               |                    |          | ${a} = 1 |            |            |
|        | integer                | b    | =1+1                   | -2 people?          |                    |          |          | . >= 0     |            |
|        | end_group              |      |                        |                     |                    |          |          |            |            |
|        | note                   | c    | @Cảm ơn                | +Thanks             |                    |          |          |            |            |
"""  # noqa: E501
CHOICES = """
| choices |
|         | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
|         | muc       | 1    | =HYPERLINK("x")        | Bad                 |
|         | muc       | 2    | Tốt                    | Good                |
"""


WIDE = """
| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | hint::vi | guidance_hint::Tiếng Việt (vi) | required | required_message::Tiếng Việt (vi) | relevant | constraint | constraint_message::Tiếng Việt (vi) | choice_filter | calculation | default | read_only | appearance | parameters | repeat_count |
| | today | ngay | | | | | | | | | | | | | | | | |
| | select_one tinh | tinh | Tỉnh? | Province? | | Read it out | ${ngay} != '' | Xin trả lời | | | | | | hp | | minimal | | |
| | select_one quan | quan | Quận? | District? | | | yes | | | | | tinh = ${tinh} | | | | | randomize=true seed=42 | |
| | select_multiple nguon or_other | nguon | Nguồn? | Sources? | | | | | | count-selected(.) < 3 | At most two | | | | | | | |
| | range | muc | Mức? | Level? | | | | | | | | | | | | | start=1 end=5 step=1 | |
| | begin_group | g | Nhóm | Group | | | | | ${muc} > 2 | | | | | | | field-list | | |
| | integer | so | Mấy con? | How many? | | | | | | . < 9 | | | | | | | | |
| | begin_repeat | con | Con | Child | | | | | | | | | | | | | | ${so} |
| | decimal | cao | Cao mấy mét? | How tall? | | | | | | | | | | 1.2 | | | | |
| | date | sinh | Sinh ngày nào? | Born when? | | | | | | . < today() | | | | today() | | no-calendar | | |
| | end_repeat | | | | | | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | | | |
| | calculate | tong | | | | | | | | | | | sum(${cao}) | | | | | |
| | text | ghi | Ghi chú | Notes | | | | | | | | | | | yes | multiline | rows=3 | |
| | rank nguon | hang | Xếp hạng | Rank | | | | | | | | | | | | | | |
| | acknowledge | dong_y | Đồng ý? | Agree? | | | | | | | | | | | | | | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | tinh |
| | tinh | hp | Hải Phòng | Hai Phong | |
| | quan | ha | Hải An | Hai An | hp |
| | quan | ds | Đồ Sơn | Do Son | hp |
| | nguon | bao | Báo | Papers | |
| | nguon | mang | Mạng | Web | |
| settings |
| | form_title | form_id | version | default_language |
| | Phiếu rộng | rong | 3 | Tiếng Việt (vi) |
""".replace("hint::vi", "hint::Tiếng Việt (vi)")  # noqa: E501


@pytest.mark.parametrize("write", [to_markdown, to_xlsx])
def test_whatever_a_form_holds_it_is_read_again_as_the_same_form(
    write: Callable[[Questionnaire], bytes],
) -> None:
    form = xlsform.read(WIDE.encode(), "rong.md")
    again = xlsform.read(write(form), "lai")
    assert changes(form, again) == ()
    assert again.digest == form.digest


def test_lines_of_a_text_stay_lines_in_excel() -> None:
    form = questionnaire(FORM, CHOICES)
    text = Text({"vi": "Một\nhai", "en": "One\ntwo"}, "vi")
    (section, *rest) = form.sections
    item = replace(section.items[0], label=text)
    wide = with_digest(replace(form, sections=(replace(section, members=(item,)), *rest)))
    assert xlsform.read(to_xlsx(wide), "lai.xlsx").item("a").label == text


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_the_markdown_of_a_form_is_read_as_the_same_form(name: str) -> None:
    form, _ = load_instrument(name)
    assert xlsform.read(to_markdown(form), "lai.md").digest == form.digest


def test_bars_in_a_text_stay_text() -> None:
    form = questionnaire(FORM, CHOICES)
    again = xlsform.read(to_markdown(form), "phieu.md")
    assert again.item("a").label == form.item("a").label
    assert again.digest == form.digest


def test_no_cell_of_the_workbook_is_a_formula_and_all_text_is_there() -> None:
    form = questionnaire(FORM, CHOICES)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(form)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    texts = {cell.value: cell for cell in cells}
    for dangerous in ("=1+1", "-2 people?", "@Cảm ơn", "+Thanks", '=HYPERLINK("x")'):
        assert texts[dangerous].quotePrefix
    assert not texts["Good"].quotePrefix
    written = [value for table in tables_of(form) for row in table.rows for value in row.values()]
    assert set(written) <= set(texts)


def test_the_workbook_has_a_sheet_for_each_of_the_forms() -> None:
    form, _ = load_instrument("citizens")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(form)), read_only=True)
    assert book.sheetnames == ["survey", "choices", "settings"]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_the_xform_is_well_formed_and_binds_every_item(name: str) -> None:
    form, _ = load_instrument(name)
    root = ElementTree.fromstring(to_xform(form))
    bound = {
        bind.get("nodeset", "").rsplit("/", 1)[-1]: bind
        for bind in root.iter("{http://www.w3.org/2002/xforms}bind")
    }
    for item in form.items:
        assert item.name in bound
        assert (bound[item.name].get("required") == "true()") is item.required
        assert (bound[item.name].get("constraint") is not None) is (item.constraint is not None)
    languages = root.iter("{http://www.w3.org/2002/xforms}translation")
    assert len(list(languages)) == len(form.languages)


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("java") is None or not VALIDATOR.exists(), reason="needs Java and ODK Validate"
)
@pytest.mark.parametrize("name", [*INSTRUMENTS, "wide"])
def test_odks_own_validator_takes_the_xform(name: str, tmp_path: Path) -> None:
    wide = xlsform.read(WIDE.encode(), "rong.md")
    form = wide if name == "wide" else load_instrument(name)[0]
    file = tmp_path / f"{name}.xml"
    file.write_bytes(to_xform(form))
    java = ["java", "-Djava.awt.headless=true", "-jar", str(VALIDATOR), str(file)]
    ran = subprocess.run(java, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
