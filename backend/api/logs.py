from __future__ import annotations

import logging


class ForgetTheRequest(logging.Filter):
    """Django attaches the request, and puts its path into messages: drop both, keep where it was.

    A path holds no coordinate here, but what somebody types into an address bar is not ours to keep.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if hasattr(record, "request"):
            record.msg, record.args = f"{getattr(record, 'status_code', '')} {record.name}", None
            del record.request
        return True
