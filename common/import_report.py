"""What an import did, counted: rows made, changed, left as they were, and left out with the reason.

Nothing that a source says goes missing without a line here. Kinds and reasons are printed as they
were first met, so the same input gives the same lines.
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
        """How many rows were made or changed: nought when everything was already here."""
        return sum(counts["created"] + counts["changed"] for counts in self.rows.values())

    def lines(self) -> list[str]:
        """One line for each kind, then one for each reason, as a person reads them."""
        lines = [
            f"{kind}: {counts['created']:,} created, {counts['changed']:,} changed, "
            f"{counts['unchanged']:,} unchanged"
            for kind, counts in self.rows.items()
        ]
        return lines + [f"skipped {n:,}: {reason}" for reason, n in self.left_out.items()]

    def _add(self, kind: str, verb: str, n: int) -> None:
        if n:
            self.rows.setdefault(kind, Counter())[verb] += n
