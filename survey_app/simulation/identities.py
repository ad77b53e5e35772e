"""Invented names and addresses for drawn people of a demo; marked as invented."""

import hashlib

__all__ = ["INVENTED", "invented_identity"]

INVENTED = "(ví dụ)"

_FAMILY = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Phạm", "Phạm", "Vũ", "Vũ", "Lê", "Bùi", "Đỗ",
    "Hoàng", "Đào", "Ngô", "Đặng", "Lương", "Đoàn", "Đinh", "Mai",
)  # fmt: skip
_MIDDLE = {
    "male": ("Văn", "Đức", "Hữu", "Quang", "Minh", "Xuân", "Đình", "Công"),
    "female": ("Thị", "Thị", "Thị Thu", "Thị Thanh", "Ngọc", "Thị Minh", "Thu", "Thị Kim"),
}
_GIVEN = {
    "male": (
        "Hùng", "Dũng", "Tuấn", "Nam", "Long", "Sơn", "Hải", "Cường", "Thành", "Bình", "Khánh",
        "Toàn", "Phúc", "Trung", "Quân", "Hiếu",
    ),
    "female": (
        "Hoa", "Lan", "Hương", "Mai", "Hà", "Thảo", "Nga", "Yến", "Hạnh", "Phương", "Trang",
        "Huệ", "Dung", "Loan", "Thúy", "Vân",
    ),
}  # fmt: skip


def invented_identity(person: str, commune_name: str, sex: str = "") -> tuple[str, str]:
    """A name and an address for an opaque id, the same each time; both end in `INVENTED`.

    commune_name: as in the frame ("Xã An Lư"), or a district's where there is no commune; sex:
    "female", "male", or "" for one that the id decides.
    """
    digest = hashlib.sha256(f"identity|{person}".encode()).digest()
    sex = sex or ("female", "male")[digest[0] % 2]
    family = _FAMILY[digest[1] % len(_FAMILY)]
    middle = _MIDDLE[sex][digest[2] % len(_MIDDLE[sex])]
    given = _GIVEN[sex][digest[3] % len(_GIVEN[sex])]
    return f"{family} {middle} {given} {INVENTED}", _address(digest, commune_name)


def _address(digest: bytes, place: str) -> str:
    house = 1 + digest[4] % 120
    if place.startswith(("Phường", "Thị trấn")):
        hamlet = f"Số nhà {house}, Tổ dân phố số {1 + digest[5] % 12}"
    elif place.startswith("Xã"):
        hamlet = f"Thôn {1 + digest[5] % 9}"
    else:
        hamlet = f"Khu dân cư số {1 + digest[5] % 3}"
    return f"{hamlet}, {place} {INVENTED}"
