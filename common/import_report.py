"""A report of an import: rows created, changed, unchanged, and skipped with the reason.

Everything that an import skips has a line here. Kinds and reasons are printed in the order in which
they were first met, so the same input gives the same lines.
"""

from collections import Counter


class ImportReport:
    def __init__(self) -> None:
        self.rows: dict[str, Counter[str]] = {}
        self.left_out: Counter[str] = Counter()

    def created(self, kind: str, n: int = 1) -> None:
        self._add(kind, "created", n)

    def changed(self, kind: str, n: int = 1) -> None:
        self._add(kind, "changed", n)

    def unchanged(self, kind: str, n: int = 1) -> None:
        self._add(kind, "unchanged", n)

    def skipped(self, reason: str, n: int = 1) -> None:
        if n:
            self.left_out[reason] += n

    def count(self, kind: str, verb: str) -> int:
        return self.rows[kind][verb] if kind in self.rows else 0

    @property
    def writes(self) -> int:
        """How many rows were created or changed; zero when everything was here before."""
        return sum(counts["created"] + counts["changed"] for counts in self.rows.values())

    def lines(self) -> list[str]:
        """Lines for a person to read: one for each kind, then one for each reason."""
        lines = [
            f"{kind}: {counts['created']:,} created, {counts['changed']:,} changed, "
            f"{counts['unchanged']:,} unchanged"
            for kind, counts in self.rows.items()
        ]
        return lines + [f"skipped {n:,}: {reason}" for reason, n in self.left_out.items()]

    def _add(self, kind: str, verb: str, n: int) -> None:
        if n:
            self.rows.setdefault(kind, Counter())[verb] += n
