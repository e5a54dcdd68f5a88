import logging
import re

ADDRESS = re.compile(r"(?<![\w.])/[^\s'\"<>]*")


class WithoutAddresses(logging.Filter):
    """Takes the addresses of pages out of log lines, since they name conditions and people.

    A stack trace keeps its file names: only the message and its arguments are cleaned.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            # Django passes the address as an argument; it may hold spaces and quotes.
            record.args = tuple(
                "[address]" if isinstance(argument, str) and "/" in argument else argument
                for argument in record.args
            )
        record.msg = ADDRESS.sub("[address]", record.getMessage())
        record.args = ()
        return True
