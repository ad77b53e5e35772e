"""What the form of the plan asks for: its fields, their ranges, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _

from sampling.plan_values import ALLOCATIONS, PlanDesign, Targets
from sampling.precision import Expected, rho_from_deff
from survey_app.campaign.definition import Settings
from survey_app.services.planning import Basis, design_of, expected_of

__all__ = ["GOALS", "Asked", "Field", "area_word", "asked", "fields"]

GOALS = ("total", "margins", "budget")
MILLION = 1_000_000
MOST_ALIKE = 0.99
OF_AREA = "w-"


@dataclass(frozen=True)
class Field:
    """A number of the form. empty: whether it may be left out; slider: whether it has one."""

    name: str
    label: str
    default: str
    low: Decimal
    high: Decimal
    step: str
    slider: Decimal | None = None
    empty: bool = False


@dataclass(frozen=True)
class Asked:
    """The form as it was sent: its texts, what is wrong by field, and what it means."""

    texts: Mapping[str, str]
    goal: str
    allocation: str
    take_all: frozenset[str]
    errors: Mapping[str, str]
    numbers: Mapping[str, Decimal]
    by_area: Mapping[str, Decimal]

    def design(self, basis: Basis) -> PlanDesign:
        """The design that is asked for."""
        maximum = self.numbers.get("maximum")
        return replace(
            design_of(basis, int(self.numbers["communes"]), self.allocation),
            power=str(self.numbers["power"]),
            minimum=int(self.numbers["minimum"]),
            maximum=None if maximum is None else int(maximum),
            take_all=self.take_all,
            departments_total=int(self.numbers["departments"]),
        )

    def expected(self, basis: Basis) -> Expected:
        """What is expected; a design effect of the last campaign gives rho with its take."""
        deff, take = self.numbers.get("deff"), self.numbers.get("take")
        known = deff is not None and take is not None
        rho = rho_from_deff(float(deff or 0), float(take or 0)) if known else self.numbers["rho"]
        return replace(
            expected_of(basis),
            share=float(self.numbers["share"] / 100),
            rho=min(float(rho), MOST_ALIKE),
            deff=None if deff is None or known else float(deff),
            eligibility=float(self.numbers["eligibility"] / 100),
            response=float(self.numbers["response"] / 100),
        )

    def targets(self) -> Targets:
        """The margins wanted, as shares."""
        city, district = self.numbers.get("city"), self.numbers.get("district")
        return Targets(
            None if city is None else float(city / 100),
            None if district is None else float(district / 100),
            {area: float(points / 100) for area, points in self.by_area.items()},
        )

    @property
    def group_margin(self) -> float | None:
        """The margin wanted of each group of officials, as a share."""
        points = self.numbers.get("group")
        return None if points is None else float(points / 100)

    @property
    def budget(self) -> Decimal:
        """The budget, in đồng."""
        return self.numbers["budget"] * MILLION


def area_word(settings: Settings) -> str:
    """What answers are shared out over: districts, or strata where the frame has none."""
    word: str = _("quận, huyện") if "district" in settings.estimand.levels else _("tầng")
    return word


def fields(basis: Basis) -> dict[str, Field]:
    """The numbers of the form, by name; at first they are what campaign.toml says."""
    settings = basis.settings
    areas = (
        Field(OF_AREA + area.code, area.name, "", *_range("0.5", 50), "0.1", empty=True)
        for area in basis.frame.areas
    )
    found = (*_goals(settings), *_shares_out(settings), *_expectations(settings), *areas)
    return {field.name: field for field in found}


def _goals(settings: Settings) -> Iterator[Field]:
    total = settings.sampling.total
    most = Decimal(max(5_000, 2 * total))
    whole, margin = _range(1, 1_000_000), _range("0.1", 50)
    area = area_word(settings)
    yield Field("total", _("Số phiếu ở các %(area)s", area=area), str(total), *whole, "1", most)
    yield Field("budget", _("Kinh phí, triệu đồng"), "250", *whole, "1", Decimal(2_000))
    label = _("Biên độ toàn thành phố, ± điểm phần trăm")
    yield Field("city", label, "3", *margin, "0.1", Decimal(10), empty=True)
    label = _("Biên độ mỗi %(area)s, ± điểm phần trăm", area=area)
    yield Field("district", label, "15", *margin, "0.1", Decimal(30), empty=True)
    label = _("Biên độ mỗi nhóm công chức, ± điểm phần trăm")
    yield Field("group", label, "", *margin, "0.1", empty=True)


def _shares_out(settings: Settings) -> Iterator[Field]:
    s = settings.sampling
    whole = _range(0, 1_000_000)
    area, few = area_word(settings), _range(1, 1_000)
    label = _("Số xã, phường chọn ở mỗi %(area)s", area=area)
    yield Field("communes", label, str(s.communes_per_district), *few, "1", Decimal(20))
    yield Field("minimum", _("Tối thiểu mỗi %(area)s", area=area), str(s.minimum), *whole, "1")
    label, many = _("Tối đa mỗi %(area)s", area=area), _range(1, 1_000_000)
    maximum = "" if s.areas.maximum is None else str(s.areas.maximum)
    yield Field("maximum", label, maximum, *many, "1", empty=True)
    yield Field("power", _("Số mũ của phân bổ lũy thừa"), str(s.power), *_range(0, 1), "0.05")
    label = _("Số phiếu ở sở, ban, ngành")
    yield Field("departments", label, str(s.departments_total), *whole, "1")


def _expectations(settings: Settings) -> Iterator[Field]:
    s, p = settings.sampling, settings.planning
    all_of, some_of, most = _range(0, 100), _range(1, 100), Decimal(100)
    yield Field("share", _("Tỷ lệ hài lòng dự kiến, %"), _percent(p.share), *all_of, "1.0", most)
    label = _("Độ giống nhau trong một xã, phường (ρ)")
    yield Field("rho", label, str(p.rho), *_range(0, "0.99"), "0.01", Decimal("0.3"))
    label = _("Tỷ lệ đúng đối tượng, %")
    yield Field("eligibility", label, _percent(s.eligibility), *some_of, "1.0", most)
    label = _("Tỷ lệ trả lời, %")
    yield Field("response", label, _percent(s.response), *some_of, "1.0", most)
    label = _("Hiệu ứng thiết kế (nếu đã biết)")
    yield Field("deff", label, "", *_range("0.1", 100), "0.01", empty=True)
    label = _("Hiệu ứng đó đo với mấy phiếu mỗi xã, phường")
    yield Field("take", label, "", *_range("1.1", 10_000), "0.1", empty=True)


def asked(basis: Basis, sent: Mapping[str, str], take_all: frozenset[str]) -> Asked:
    """What was sent, read; a field that was not sent is as in campaign.toml."""
    known = fields(basis)
    texts = {name: sent.get(name, field.default).strip() for name, field in known.items()}
    goal = sent.get("goal", GOALS[0])
    own = basis.settings.sampling.areas
    allocation = sent.get("allocation", own.allocation)
    take_all = take_all if sent else frozenset(own.take_all)
    errors: dict[str, str] = {}
    numbers: dict[str, Decimal] = {}
    for name, field in known.items():
        number = _number(texts[name])
        if number is not None and field.low <= number <= field.high and _whole(field, number):
            numbers[name] = number
        elif texts[name] or not field.empty:
            errors[name] = _wrong(field)
    goal = goal if goal in GOALS else GOALS[0]
    allocation = allocation if allocation in ALLOCATIONS else ALLOCATIONS[0]
    by_area = {
        name.removeprefix(OF_AREA): numbers.pop(name)
        for name in [*numbers]
        if name.startswith(OF_AREA)
    }
    nothing = not by_area and not {"city", "district"} & numbers.keys()
    if goal == "margins" and not errors and nothing:
        errors["city"] = _(
            "Cần ít nhất một biên độ mong muốn: toàn thành phố hoặc mỗi %(area)s.",
            area=area_word(basis.settings),
        )
    return Asked(texts, goal, allocation, take_all, errors, numbers, by_area)


def _wrong(field: Field) -> str:
    kind = _("một số nguyên") if field.step == "1" else _("một số")
    sentence: str = _(
        "%(label)s: cần %(kind)s từ %(low)s đến %(high)s.",
        label=field.label,
        kind=kind,
        low=f"{field.low:f}".replace(".", ","),
        high=f"{field.high:f}".replace(".", ","),
    )
    return sentence


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _whole(field: Field, number: Decimal) -> bool:
    return field.step != "1" or number == number.to_integral_value()


def _range(low: int | str, high: int | str) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"
