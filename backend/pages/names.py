"""Under which name and icon the app stands on a home screen: none says why, none passes for another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Name:
    """`key` is what the address says, `?as=nearby`; the phone's twin is `pwa/src/leaving/names.ts`."""

    key: str
    name: str
    icon: str

    @property
    def address(self) -> str:
        """Also what tells one installed app from another, so that the name stays as it was chosen."""
        return f"/?as={self.key}" if self.key else "/"

    def manifest(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "short_name": self.name,
            "id": self.address,
            "start_url": self.address,
            "scope": "/",
            "display": "standalone",
            "lang": "en-GB",
            "background_color": "#10161d",
            "theme_color": "#10161d",
            "icons": [
                {
                    "src": f"/static/{self.icon}-{kind}.png",
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for kind, size, purpose in (
                    ("192", 192, "any"),
                    ("512", 512, "any"),
                    ("maskable-512", 512, "maskable"),
                )
            ],
        }


PRODUCT: Final = "Open Tonight"
NAMES: Final = (
    Name("", PRODUCT, "icon"),
    Name("nearby", "Nearby", "nearby"),
    Name("evening", "Evening", "evening"),
)


def chosen(key: str) -> Name:
    """The usual one where nobody knows the name."""
    return next((each for each in NAMES if each.key == key), NAMES[0])
