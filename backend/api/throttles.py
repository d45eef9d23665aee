"""How often one network may ask. Counts live in memory for a minute; no address is written anywhere."""

from rest_framework.throttling import AnonRateThrottle


class Reads(AnonRateThrottle):
    """600 a minute: a whole bar shares one address."""

    scope = "reads"
