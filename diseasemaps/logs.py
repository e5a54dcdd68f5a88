import logging
import re

ADDRESS = re.compile(r"(?<![\w.])/[^\s'\"<>]*")


class WithoutAddresses(logging.Filter):
    """Takes the addresses of pages out of log lines, since they name conditions and people.

    A stack trace keeps its file names: only the message and its arguments are cleaned.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = ADDRESS.sub("[address]", record.getMessage())
        record.args = ()
        return True
