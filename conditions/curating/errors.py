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


class AddressTaken(Exception):
    """The address is, or once was, another condition's."""


class StillAnswered(Exception):
    """Public texts hang on a question that is to be asked no more; ``keys`` say which."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(keys)
        self.keys = keys
