"""Files for analysts, by the rules of the public bundle: nobody alone, nothing written, no time."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from survey_app.bundle.coarse import DISTRICT, coarsened, public_rules
from survey_app.bundle.coarse import KINDS as SHOWN
from survey_app.campaign.definition import CampaignDefinition
from survey_app.exports.kinds import KINDS
from survey_app.services.exporting import analysts_table
from tests.app.results.conftest import Site
from tests.questionnaires.forms import questionnaire
from tests.rows import rows_however_few


def read(content: bytes, kind: str, path: Path) -> pd.DataFrame:
    if kind == "csv":
        return pd.read_csv(io.BytesIO(content), dtype=str)
    if kind == "parquet":
        found: pd.DataFrame = pq.read_table(io.BytesIO(content)).to_pandas()
        return found
    path.write_bytes(content)
    reader = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_dta
    table, _ = reader(path, user_missing=True)
    assert isinstance(table, pd.DataFrame)
    return table


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_stands_alone_and_nothing_written_or_timed_is_there(
    site_with_rows: Site, definition: CampaignDefinition, kind: str, tmp_path: Path
) -> None:
    world = site_with_rows.world
    with rows_however_few():
        content = analysts_table(world.sessions, world.data, world.campaign, kind)  # type: ignore[arg-type]  # one of KINDS
    rows = read(content, kind, tmp_path / f"x.{kind}")
    keys = [name for name in (DISTRICT, *public_rules().keys, "da_gop_y") if name in rows]
    assert len(keys) > 3
    assert rows.groupby(keys, dropna=False).size().min() >= 5
    form = definition.instrument_of("citizens").questionnaire
    types = {item.name: item.type for item in form.items}
    columns = [str(name) for name in rows]
    shown = [name for name in columns if name != DISTRICT and not name.startswith("w")]
    assert {types[name] for name in shown} <= set(SHOWN)
    assert [name for name, kind in types.items() if kind == "text"]
    assert len(rows["tuoi"].unique()) <= 6
    texts = rows[shown].astype(str).to_numpy().ravel()
    assert not [text for text in texts if re.search(r"\d{4}-\d\d-\d\d|\d:\d\d|[0-9a-f]{8}-", text)]


FORM = """
| survey |
| | type | name | label |
| | text | why | Why? |
| | integer | age | Age |
| | decimal | cost | Cost |
| | date | day | Day |
| | time | hour | Hour |
| | dateTime | moment | Moment |
| | geopoint | place | Place |
| | select_one yn | gave | Did you? |
| choices |
| | list_name | name | label |
| | yn | co | Có |
"""


def test_only_choices_and_numbers_in_bands_are_kept_whatever_a_form_asks() -> None:
    said = {
        "why": "vì", "age": "37", "cost": "12.5", "day": "2021-12-31", "hour": "14:30",
        "moment": "2021-12-31T14:30", "place": "20.8 106.6", "gave": "co", "start": "x",
    }  # fmt: skip
    answers = pd.DataFrame([said] * 6)
    found = coarsened(answers, ["306"] * 6, questionnaire(FORM, ""), {}, {}, 5)
    assert list(found.rows.columns) == [DISTRICT, "age", "cost", "gave"]
    assert set(found.rows["cost"]) == {"10+"}
    assert set(found.rows["age"]) == {"10+"}
