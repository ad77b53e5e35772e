"""The ZIP of a bundle: the same bytes each time; hostile and broken ones are sentences."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.bundle.archive import Limits, read_archive, write_archive
from survey_app.bundle.problems import SENTENCES, BundleError
from survey_app.cli import main
from survey_app.services import audit
from survey_app.services.bundling import sealed_bundle
from tests.conftest import NOON, SECRET, World


def zipped(*files: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packing) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return whole.getvalue()


def refused(path: Path, limits: Limits | None = None) -> list[str]:
    with pytest.raises(BundleError) as caught:
        read_archive(path, limits or Limits())
    assert all(p.sentence("vi") and p.sentence("en") for p in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def par_survey(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def in_the_environment(closed_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The closed campaign where the command line finds it."""
    for name, value in (
        ("DATABASE", closed_world.url), ("DATA", str(closed_world.data)), ("SECRET", SECRET),
    ):  # fmt: skip
        monkeypatch.setenv(f"PAR_{name}", value)
    return closed_world


def test_the_same_campaign_gives_the_same_bytes(closed_world: World, bundle_bytes: bytes) -> None:
    world = closed_world
    again = sealed_bundle(world.sessions, world.data, world.campaign, NOON)
    assert sha256(again).hexdigest() == sha256(bundle_bytes).hexdigest()


def test_names_are_sorted_and_times_fixed(bundle_bytes: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle_bytes)) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_everything_is_there_with_its_sum(sealed: Mapping[str, bytes]) -> None:
    about = json.loads(sealed["bundle.json"])
    assert about["sha256"] == {
        name: sha256(content).hexdigest()
        for name, content in sealed.items()
        if name != "bundle.json"
    }
    assert about["program"]["version"]
    names = " ".join(sealed)
    for part in (
        "frozen/draw.json", "frozen/campaign/scheme.toml", "frozen/campaign/campaign.toml",
        "frozen/questionnaires/", "frozen/answers-", "frozen/ballots-", "frozen/sample.parquet",
        "frozen/cells.parquet", "results.json", "report.json", "weights.json", "README.txt",
    ):  # fmt: skip
        assert part in names


def test_writing_it_enters_the_log(closed_world: World, bundle_bytes: bytes) -> None:
    newest = audit.recent(closed_world.sessions, closed_world.campaign)[0]
    assert newest.act == "bundle.written"
    assert newest.detail == {"bundle": sha256(bundle_bytes).hexdigest()}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 7])
def test_what_is_no_zip_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert refused(path) == ["not_a_zip"]


def test_a_cut_or_flipped_zip_is_said(tmp_path: Path, bundle_bytes: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(bundle_bytes[: len(bundle_bytes) // 2])
    assert refused(path) == ["not_a_zip"]
    flipped = bytearray(bundle_bytes)
    flipped[len(flipped) // 2] ^= 1
    path.write_bytes(bytes(flipped))
    assert refused(path) == ["not_a_zip"]


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:/x"])
def test_paths_that_lead_outside_are_not_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped((name, b"x")))
    assert refused(path) == ["outside"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(("a", b"x"), ("a", b"y")))
    assert refused(path) == ["twice"]


def test_more_than_a_bundle_may_hold_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(("a", b"\0" * 100_000), ("b", b"")))
    assert path.stat().st_size < 1_000
    assert refused(path, Limits(size=10_000)) == ["too_large"]
    assert refused(path, Limits(files=1)) == ["too_many_files"]


def test_a_size_declared_too_small_does_not_let_more_through(tmp_path: Path) -> None:
    content = bytearray(zipped(("a", b"\0" * 100_000)))
    at = content.rindex(b"PK\x01\x02") + 24  # size when unpacked, in the list of files
    content[at : at + 4] = (10).to_bytes(4, "little")
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(content))
    assert refused(path, Limits(size=10_000)) == ["not_a_zip"]


def test_an_encrypted_file_is_said(tmp_path: Path) -> None:
    content = bytearray(zipped(("a", b"x")))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(content))
    assert refused(path) == ["encrypted"]


def test_a_zip_of_other_things_is_said_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(write_archive({"holiday.txt": b"x"}))
    found = par_survey("verify", path)
    assert found.exit_code == 1
    assert found.stderr.startswith("bundle.json: không có trong gói")
    path.write_bytes(b"x")
    found = par_survey("verify", path)
    assert found.exit_code == 1
    assert "không phải tệp ZIP" in found.stderr


def test_the_command_writes_and_verifies_without_a_database(
    in_the_environment: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "nho.zip"
    written = par_survey("bundle", "nho", "--output", target)
    assert written.exit_code == 0, written.output
    assert "dành cho giám sát viên" in written.output
    assert "có câu trả lời của từng phiếu" in written.output
    assert target.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("PAR_DATABASE", "nonsense://")
    monkeypatch.setenv("PAR_DATA", "/dev/null/nowhere")
    found = par_survey("verify", target)
    assert found.exit_code == 0, found.output
    assert "Gói niêm phong đúng: cuộc điều tra nho" in found.stdout
    digest = json.loads(read_archive(target)["bundle.json"])["frozen"]
    assert digest in found.stdout
    assert par_survey("verify", target, "--digest", digest).exit_code == 0
    assert par_survey("verify", target, "--digest", "0").exit_code == 1


def test_the_command_writes_the_public_bundle(in_the_environment: World, tmp_path: Path) -> None:
    target = tmp_path / "nho.zip"
    written = par_survey("bundle", "nho", "--public", "--output", target)
    assert written.exit_code == 0, written.output
    assert "Đây là gói công khai" in written.output
    assert par_survey("verify", target).exit_code == 0


def test_a_place_that_cannot_be_written_is_said(in_the_environment: World, tmp_path: Path) -> None:
    found = par_survey("bundle", "nho", "--output", tmp_path / "none" / "x.zip")
    assert found.exit_code == 1
    assert "Không ghi được" in found.stderr


def test_before_closing_there_is_no_bundle(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("DATABASE", sqlite_world.url), ("DATA", str(sqlite_world.data)), ("SECRET", SECRET),
    ):  # fmt: skip
        monkeypatch.setenv(f"PAR_{name}", value)
    found = par_survey("bundle", "nho", "--output", tmp_path / "x.zip")
    assert found.exit_code == 1
    assert "Chưa chốt số liệu" in found.stderr
    assert not (tmp_path / "x.zip").exists()


def test_a_name_in_a_zip_cannot_write_over_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(("../\x1b[2J\nGói đúng", b"x")))
    with pytest.raises(BundleError) as caught:
        read_archive(path)
    (problem,) = caught.value.problems
    assert problem.sentence("vi").isprintable()


def test_every_problem_has_two_languages_with_the_same_values() -> None:
    import string

    for code, (vietnamese, english) in SENTENCES.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (vietnamese, english)
        ]
        assert fields[0] == fields[1], code
