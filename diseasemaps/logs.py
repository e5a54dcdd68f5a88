"""Keeps addresses of pages out of the logs."""

import logging
import re

ADDRESS = re.compile(r"(?<![\w.])/[^\s'\"<>]*")


class WithoutAddresses(logging.Filter):
    """Replaces the addresses of pages in log lines, since they name conditions and people.

    Stack traces keep their file names: only the message and its arguments are cleaned.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            # Django passes the address, which may hold spaces and quotes, as an argument.
            record.args = tuple(
                "[address]" if isinstance(argument, str) and "/" in argument else argument
                for argument in record.args
            )
        record.msg = ADDRESS.sub("[address]", record.getMessage())
        record.args = ()
        return True
