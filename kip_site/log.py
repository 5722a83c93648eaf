"""What the log says once is not said again with every request."""

import logging


class UnlessKnown(logging.Filter):
    """Drops what a request says of a silent database: the clock has said so already."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None and getattr(record, "status_code", None) != 503:
            return True
        return not is_known(error)


def is_known(error: BaseException | None) -> bool:
    """Imported when asked: Django sets the log up before there are models."""
    from editorial.clock import clock
    from kip_site.errors import is_lost

    return clock.is_silent and (error is None or is_lost(error))
