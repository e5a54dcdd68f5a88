from conditions.models import CatalogueFlag, Condition


class Changed(Exception):
    """The condition is not as it was shown, or live no more."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition.pk)
        self.condition = condition


class AlreadySettled(Exception):
    """Somebody else answered this question from an import."""

    def __init__(self, flag: CatalogueFlag) -> None:
        super().__init__(flag.pk)
        self.flag = flag
