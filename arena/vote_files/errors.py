class BadInput(Exception):
    """The file or an option cannot be used; the message is for the user.

    `path`, `line` and `column` say where, `reason` says why; `unit` is what `line` counts.
    """

    def __init__(
        self, reason: str, *, path: str = "", line: int = 0, column: str = "", unit: str = "line"
    ) -> None:
        super().__init__(reason)
        self.reason, self.path, self.line = reason, path, line
        self.column, self.unit = column, unit

    def __str__(self) -> str:
        if not self.path:
            return self.reason
        place = f"{self.path}, {self.unit} {self.line}" if self.line or self.is_after else self.path
        return f"{place}: {self.reason}"

    @property
    def is_after(self) -> bool:
        return self.unit.startswith("after")
