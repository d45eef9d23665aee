"""What can go wrong here. Each message is for the officer or deployer who reads it."""


class GeocoderError(Exception):
    """The geocoder that the deployer named did not answer, or none is named."""


class PostcodeFileError(Exception):
    """The postcode file cannot be read; the message says which row or column, and why."""


class BasemapError(Exception):
    """The archive of the map cannot be used; the message says why, and what to do."""
