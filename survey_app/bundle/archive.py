"""The sealed bundle as one ZIP file: written to the same bytes everywhere, read with bounds."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from survey_app.bundle.freeze import MANIFEST, sums_digest
from survey_app.bundle.problems import BundleError, Problem
from survey_app.bundle.rows import row_digests

__all__ = [
    "CONTENTS",
    "FORMAT",
    "FROZEN",
    "LIMITS",
    "REPORT",
    "RESULTS",
    "ROWS",
    "WEIGHTS",
    "Limits",
    "read_archive",
    "sealed_files",
    "write_archive",
]

FORMAT = "par-survey/bundle/1 sealed"
CONTENTS, README = "bundle.json", "README.txt"
RESULTS, REPORT, WEIGHTS, ROWS = "results.json", "report.json", "weights.json", "rows.json"
FROZEN = "frozen/"

TEXT = """\
GÓI NIÊM PHONG, dành cho giám sát viên. Gói có câu trả lời của từng phiếu và thứ tự chọn mẫu:
không công bố, không gửi cho ai khác.

  frozen/        số liệu như lúc chốt: khung và danh sách, thiết kế, biên bản chọn mẫu
                 (draw.json), bảng hỏi và thang chấm, mẫu, câu trả lời, phiếu kín, ô phân bổ
  results.json   các bảng như đã công bố        report.json  báo cáo dạng JSON
  weights.json   quyền số theo nhóm             rows.json    mã SHA-256 của từng dòng
  index-values.csv   điểm tự chấm, thẩm định, nếu đã có
  bundle.json    phiên bản chương trình và mã SHA-256 của mọi tệp

Kiểm trên máy bất kỳ, không cần cơ sở dữ liệu:  par-survey verify TỆP.zip

SEALED BUNDLE, for the observer. It holds every answer and the order of the draw: not for
publication. Verify it on any machine, without a database:  par-survey verify FILE.zip
"""


@dataclass(frozen=True)
class Limits:
    """What a bundle may have at most: files, and bytes of all together when unpacked."""

    files: int = 1_000
    size: int = 1 << 30


LIMITS = Limits()


def sealed_files(
    frozen: Mapping[str, bytes],
    results: str,
    report: str,
    weights: str,
    version: str,
    beside: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """All files of the sealed bundle by name.

    frozen: the frozen files with their manifest, by their names in the frozen folder; results,
    report, weights: JSON as published; version: of the program that writes; beside: files that
    came after closing.
    """
    manifest = json.loads(frozen[MANIFEST])
    rows = {name: row_digests(c) for name, c in frozen.items() if name.endswith(".parquet")}
    files = {
        **{FROZEN + name: content for name, content in frozen.items()},
        RESULTS: results.encode(),
        REPORT: report.encode(),
        WEIGHTS: weights.encode(),
        ROWS: _json(rows),
        README: TEXT.encode(),
        **(beside or {}),
    }
    about = {
        "format": FORMAT,
        "campaign": manifest["campaign"],
        "closed_at": manifest["closed_at"],
        "program": {"name": "par-survey", "version": version},
        "frozen": sums_digest(manifest),
        "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    return {**files, CONTENTS: _json(about)}


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP: names sorted, one fixed time, nothing packed.

    Unpacked because packers of different versions give different bytes; tables are packed
    inside already.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o600) << 16
            archive.writestr(entry, files[name])
    return whole.getvalue()


def read_archive(path: Path, limits: Limits = LIMITS) -> dict[str, bytes]:
    """All files of a ZIP by name, in memory; nothing is unpacked to disk.

    Raises BundleError: not a ZIP, damaged, encrypted, a path that leads outside, a name twice,
    or more files or bytes than the limits; sizes are those declared, and no more is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if problems := _problems(path.name, entries, limits):
                raise BundleError(problems)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (
        zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError,
        UnicodeDecodeError, OverflowError,
    ) as error:  # fmt: skip
        why = {"why": str(error) or type(error).__name__}
        raise BundleError((Problem("not_a_zip", path.name, values=why),)) from error


def _problems(name: str, entries: list[zipfile.ZipInfo], limits: Limits) -> tuple[Problem, ...]:
    if len(entries) > limits.files:
        values = {"count": len(entries), "most": limits.files}
        return (Problem("too_many_files", name, values=values),)
    size = sum(entry.file_size for entry in entries)
    found = []
    if size > limits.size:
        found.append(Problem("too_large", name, values={"size": size, "most": limits.size}))
    seen = set()
    for entry in entries:
        if _outside(entry.filename):
            found.append(Problem("outside", entry.filename))
        if entry.flag_bits & 0x1:
            found.append(Problem("encrypted", entry.filename))
        if entry.filename in seen:
            found.append(Problem("twice", entry.filename))
        seen.add(entry.filename)
    return tuple(found)


def _outside(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or ":" in path.parts[0]
