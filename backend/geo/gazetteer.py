"""The towns and postcode districts of the area, read from one file that the phone carries too."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parents[2] / "fixtures" / "gazetteer.json"

# Words that people add or leave out: "Leek, Staffs", "Burton on Trent", "Stafford town centre".
FILLERS: Final = frozenset({"on", "upon", "under", "by", "the", "near", "in", "town", "centre", "center"})
COUNTY: Final = frozenset({"staffordshire", "staffs", "england", "uk"})


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    lat: float
    lng: float
    authority: str


@dataclass(frozen=True, slots=True)
class District:
    """An outward code such as ST13. `is_partly_ours`: the rest of it lies in another county."""

    code: str
    name: str
    lat: float
    lng: float
    is_partly_ours: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    towns: dict[str, Town]
    districts: dict[str, District]
    names: dict[str, Town | District]
    doubts: dict[str, Town]
    elsewhere: dict[str, str]
    other_districts: frozenset[str]
    postcode_areas: frozenset[str]
    area: tuple[tuple[float, float], ...]
    area_margin_m: float


def key(name: str) -> str:
    """A name as we compare it: no case, accents, apostrophes, hyphens or filler words."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("'", "").replace("\u2019", "")
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(word for word in words if word not in FILLERS | COUNTY)


@cache
def load() -> Gazetteer:
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    towns = {row["name"]: Town(row["name"], row["lat"], row["lng"], row["authority"]) for row in raw["towns"]}
    districts = {
        code: District(code, name, lat, lng, bool(rest))
        for code, (name, lat, lng, *rest) in raw["districts"].items()
    }
    return Gazetteer(
        towns=towns,
        districts=districts,
        names=_names(raw["towns"], towns, districts),
        doubts={doubt: towns[name] for doubt, name in raw["doubts"].items()},
        elsewhere={key(name): name for name in raw["elsewhere"]},
        other_districts=frozenset(raw["other_districts"]),
        postcode_areas=frozenset(raw["postcode_areas"].split()),
        area=tuple((lat, lng) for lat, lng in raw["area"]),
        area_margin_m=float(raw["area_margin_m"]),
    )


def _names(
    rows: list[dict[str, Any]], towns: dict[str, Town], districts: dict[str, District]
) -> dict[str, Town | District]:
    """Every name by its key. A town wins over a district of the same name; of two districts, the first."""
    names: dict[str, Town | District] = {}
    for row in rows:
        for name in [row["name"], *row.get("also", [])]:
            names.setdefault(key(name), towns[row["name"]])
    for district in districts.values():
        for name in district.name.split(" and "):
            names.setdefault(key(name), district)
    return names
