"""Towns that synthetic venues gather round: roughly where, and roughly how large beside each other."""

_TABLE = """
Aberdeen 57.15 -2.10 3        Bangor 54.66 -5.67 1           Belfast 54.60 -5.93 5
Birmingham 52.48 -1.90 9      Bournemouth 50.72 -1.88 3      Brighton 50.83 -0.14 4
Bristol 51.45 -2.59 5         Cambridge 52.21 0.12 2         Cardiff 51.48 -3.18 4
Carlisle 54.89 -2.93 1        Coventry 52.41 -1.51 4         Derby 52.92 -1.47 3
Derry 55.00 -7.32 1           Dundee 56.46 -2.97 2           Edinburgh 55.95 -3.19 5
Exeter 50.72 -3.53 2          Glasgow 55.86 -4.25 6          Hanley 53.02 -2.17 3
Hull 53.74 -0.34 3            Inverness 57.48 -4.22 1        Ipswich 52.06 1.16 2
Leeds 53.80 -1.55 6           Leicester 52.64 -1.13 4        Lincoln 53.23 -0.54 2
Liverpool 53.41 -2.98 5       London 51.51 -0.13 25          Manchester 53.48 -2.24 8
Middlesbrough 54.57 -1.23 2   Newcastle 54.98 -1.61 4        Norwich 52.63 1.30 3
Nottingham 52.95 -1.15 4      Oxford 51.75 -1.26 2           Plymouth 50.38 -4.14 3
Portsmouth 50.80 -1.09 3      Reading 51.45 -0.97 3          Sheffield 53.38 -1.47 5
Southampton 50.90 -1.40 3     Stafford 52.81 -2.12 1         Swansea 51.62 -3.94 2
York 53.96 -1.08 2
"""


def _read(table: str) -> list[tuple[str, float, float, int]]:
    words = table.split()
    rows = zip(words[::4], words[1::4], words[2::4], words[3::4], strict=True)
    return [(name, float(lat), float(lng), int(weight)) for name, lat, lng, weight in rows]


TOWNS = _read(_TABLE)
