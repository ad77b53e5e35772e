"""par-survey frame: files of a frame, before a campaign is made of them."""

from __future__ import annotations

from pathlib import Path

import click

from sampling.pseudonyms import pseudonymised
from sampling.workbook import as_csv, is_workbook
from survey_app.commands.common import Group, done

__all__ = ["frame"]

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


@click.group(cls=Group)
def frame() -> None:
    """Dàn mẫu: tệp đơn vị và danh sách, trước khi tạo cuộc điều tra."""


@frame.command("csv")
@click.argument("workbook", type=EXISTING)
@click.argument("output", type=NEW)
def to_csv(workbook: Path, output: Path) -> None:
    """Write the only sheet of WORKBOOK as the CSV file that docs/verify_draw.py reads.

    Example: par-survey frame csv don-vi.xlsx don-vi.csv
    """
    data = workbook.read_bytes()
    output.write_bytes(as_csv(data, workbook.name) if is_workbook(data) else data)
    done(f"Đã ghi {output}.")


@frame.command("hash")
@click.argument("lists", type=EXISTING)
@click.argument("output", type=NEW)
@click.option("--key", type=EXISTING, required=True, help="Tệp chứa khóa, ít nhất 16 byte.")
def hash_people(lists: Path, output: Path, key: Path) -> None:
    """Write LISTS with opaque ids in place of the column `identifier`, under a secret key.

    Whoever compiles the lists runs it and keeps the key: the survey sees no identifiers.

    Example: par-survey frame hash danh-sach.xlsx danh-sach.csv --key khoa.bin
    """
    output.write_bytes(pseudonymised(lists.read_bytes(), lists.name, key.read_bytes()))
    done(f"Đã ghi {output}; giữ bí mật tệp khóa.")
