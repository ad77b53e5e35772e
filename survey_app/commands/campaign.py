"""par-survey campaign, draw, quota: from a folder to a drawn sample with right counts."""

from __future__ import annotations

from pathlib import Path

import click

from sampling.draw import Draw
from survey_app.campaign.folder import CAMPAIGN_FILE, read_folder
from survey_app.commands.common import Group, Place, done, pass_place
from survey_app.commands.public_draw import write_files
from survey_app.services import campaigns, drawing, identities, quotas
from survey_app.services.assigning import distribute
from survey_app.services.manifests import MANIFEST, draw_folder, verify_with_files
from survey_app.services.packages import package

__all__ = ["campaign", "draw", "quota"]


@click.group(cls=Group)
def campaign() -> None:
    """Cuộc điều tra: tạo từ một thư mục tệp đọc được."""


@campaign.command("create")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--id", "slug", help="Mã khác với mã trong campaign.toml.")
@pass_place
def create(place: Place, folder: Path, slug: str | None) -> None:
    """Create a campaign from FOLDER; every mistake in its files is reported at once.

    Example: par-survey campaign create survey_app/campaigns/hai-phong-2021
    """
    definition = read_folder(folder)
    campaigns.create(place.sessions, definition, None, place.now, id=slug)
    name = slug or definition.settings.id
    public = definition.settings.seed.ceremony is not None
    then = f"par-survey draw commit {name} BÊN" if public else f"par-survey draw run {name}"
    done(f"Đã tạo cuộc điều tra «{name}».", then)


@click.group(cls=Group)
def draw() -> None:
    """Chọn mẫu: chạy một lần, ai cũng kiểm tra lại được."""


@draw.command("run")
@click.argument("campaign")
@click.option("--seed", help="Hạt giống đã cam kết, dạng thập lục phân.")
@click.option("--salt", default="", help="Chuỗi muối của cam kết, dạng thập lục phân.")
@click.option("--output", type=click.Path(path_type=Path), help="Thư mục ghi hồ sơ kiểm tra.")
@pass_place
def run(place: Place, campaign: str, seed: str | None, salt: str, output: Path | None) -> None:
    """Draw the sample of CAMPAIGN and publish the manifest; with --output write what verifies it.

    CAMPAIGN may be a folder too: then it is drawn from its files alone, without a database.

    Example: par-survey draw run hai-phong-2021

    Example: par-survey draw run survey_app/campaigns/hai-phong-2021 --output bien-ban
    """
    own, salted = _bytes(seed) if seed else None, _bytes(salt)
    if (folder := Path(campaign)).joinpath(CAMPAIGN_FILE).is_file():
        if output is None:
            raise click.UsageError("Chọn mẫu từ một thư mục cần --output, nơi ghi kết quả.")
        drawn, files = draw_folder(folder, own, salted)
        _said(drawn, f"par-survey draw verify {output / MANIFEST}")
        write_files(files, output)
        return
    found = place.campaign(campaign)
    drawn = drawing.run(
        place.sessions,
        place.settings.secret,
        found.id,
        None,
        place.now_in(found),
        seed=own,
        salt=salted,
    )
    _said(drawn, f"par-survey draw verify {campaign}")
    if output is not None:
        write_files(package(place.sessions, found.id), output)


def _said(drawn: Draw, then: str) -> None:
    for warning in drawn.warnings:
        click.echo(warning.sentence("vi"))
    opened = sum(name.released for name in drawn.names)
    done(f"Đã chọn mẫu: {len(drawn.cells)} ô phân bổ, {opened} người được mở.", then)


@draw.command("verify")
@click.argument("campaign", required=False)
@click.option("--manifest", type=click.Path(exists=True, path_type=Path), help="Tệp biên bản.")
@click.option("--folder", type=click.Path(path_type=Path), help="Thư mục cuộc điều tra.")
@click.option("--lists", type=click.Path(exists=True, path_type=Path), help="Tệp danh sách.")
@pass_place
def verify(
    place: Place,
    campaign: str | None,
    manifest: Path | None,
    folder: Path | None,
    lists: Path | None,
) -> None:
    """Draw again and compare with the manifest, from the database or from files alone.

    CAMPAIGN may be a manifest file too, or the folder of a published package; the campaign's
    folder is then --folder, or where the manifest lies.

    Example: par-survey draw verify hai-phong-2021

    Example: par-survey draw verify draw.json --folder hai-phong-2021
    """
    if campaign is not None and (Path(campaign) / MANIFEST).is_file():
        campaign = str(Path(campaign) / MANIFEST)
    if manifest is None and campaign is not None and Path(campaign).is_file():
        manifest, folder = Path(campaign), folder or Path(campaign).parent
    if manifest is not None and folder is not None:
        differences = verify_with_files(manifest, folder, lists)
    elif campaign is not None:
        differences = drawing.check(place.sessions, place.campaign(campaign).id)
    else:
        raise click.UsageError("Cần mã cuộc điều tra, hoặc --manifest cùng --folder.")
    for difference in differences:
        click.echo(difference.sentence("vi"), err=True)
    if differences:
        click.echo(f"Biên bản chọn mẫu KHÔNG đúng: {len(differences)} chỗ sai khác.", err=True)
        raise SystemExit(1)
    done("Biên bản chọn mẫu đúng: tính lại từ dàn mẫu và hạt giống cho cùng kết quả.")


@draw.command("assign")
@click.argument("campaign")
@pass_place
def assign(place: Place, campaign: str) -> None:
    """Share opened names without a collector out among the collectors of their offices.

    Example: par-survey draw assign hai-phong-2021
    """
    made = distribute(place.sessions, place.campaign(campaign).id, None, place.now)
    done(f"Đã lập {made} phân công.")


@draw.command("names")
@click.argument("campaign")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_place
def names(place: Place, campaign: str, file: Path) -> None:
    """Import names and addresses of drawn people from a CSV of person, full_name, address.

    Somebody who was not drawn is refused: the survey holds no more personal data than it needs.

    Example: par-survey draw names hai-phong-2021 ten-dia-chi.csv
    """
    where = place.campaign(campaign).id
    people = identities.read_people(file.read_bytes(), file.name)
    count = identities.bring_in(place.sessions, where, people, None, place.now)
    done(
        f"Đã nhập họ tên, địa chỉ của {count} người được chọn.",
        f"par-survey draw assign {campaign}",
    )


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise click.BadParameter("cần chuỗi thập lục phân") from error


@click.group(cls=Group)
def quota() -> None:
    """Số phiếu: đếm lại để đối chiếu."""


@quota.command("recount")
@click.argument("campaign")
@pass_place
def recount(place: Place, campaign: str) -> None:
    """Compare every counter of CAMPAIGN with a recount of what it counts.

    Example: par-survey quota recount hai-phong-2021
    """
    differences = quotas.recount(place.sessions, place.campaign(campaign).id)
    for d in differences:
        click.echo(f"{d.cell}: {d.counter} ghi {d.counted}, đếm lại {d.recounted}", err=True)
    if differences:
        raise SystemExit(1)
    done("Mọi số đếm đều khớp với số đếm lại.")
