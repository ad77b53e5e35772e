"""A city of two districts, small enough for many draws."""

from datetime import date

from sampling.design import CitizenDesign, Design
from sampling.frame import Agency, Frame, ListEntry, Unit, build_frame, desks_of
from sampling.roster import Roster, RosterEntry


def unit(code: str, level: str, parent: str | None) -> Unit:
    start, end = date(2020, 2, 1), date(2024, 12, 31)
    return Unit(code, f"Đơn vị {code}", level, level, parent, start, end, None)


def small_city() -> tuple[Frame, Roster, Design]:
    """Districts 1 (five communes) and 2 (none), two departments; frame, roster and design."""
    units = [unit("9", "province", None), unit("1", "district", "9")]
    units += [unit(f"1{c}", "commune", "1") for c in range(5)]
    units.append(unit("2", "district", "9"))
    agencies = [Agency("STP", "Sở Tư pháp", "department"), Agency("SYT", "Sở Y tế", "department")]
    lists = {
        desk.code: [
            ListEntry(desk.code, f"{place}-{n}", "land", "2021-03", "")
            for n in range(40 + 15 * place)
        ]
        for place, desk in enumerate(desks_of(units, agencies))
    }
    roster = Roster((RosterEntry("council_deputies", "HDND", 20, "example"),))
    citizens = CitizenDesign(
        districts_target=130, departments_target=21, eligibility="0.9", response="0.8"
    )
    design = Design(citizens, ("council_deputies",))
    return build_frame(units, agencies, lists), roster, design
