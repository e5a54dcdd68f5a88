class Refused(Exception):
    """Something in a file that cannot be taken, in one line: where it is and what it is."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(" ".join(f"{path}:{line}: {problem}".split()))
        self.path = path
        self.line = line
