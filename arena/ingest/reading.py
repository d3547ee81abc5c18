"""What is known while a conversation is read, turn by turn."""

from dataclasses import dataclass, field
from pathlib import Path

from arena.ingest.contents import Content
from arena.ingest.limits import DATA_BYTES
from arena.ingest.report import Refused, quoted
from arena.models import PromptFormat
from arena.text import TurnRole


@dataclass(slots=True)
class Reading:
    """What is known while a conversation is read.

    `format_of_users` is that of texts which are not the assistant's and do not say theirs.
    """

    folder: Path
    format_of_users: PromptFormat = PromptFormat.TEXT
    files: list[Content] = field(default_factory=list)
    data_bytes: int = 0
    # Calls of tools by the ids they came with. Pages show numbers: ids tell whose API it was.
    calls: dict[str, str] = field(default_factory=dict)

    def format_of(self, role: TurnRole) -> PromptFormat:
        """Of texts that do not say theirs."""
        return PromptFormat.MARKDOWN if role == TurnRole.ASSISTANT else self.format_of_users

    def take_data(self, size: int) -> None:
        """Raises `Refused` if all data within the line is too much."""
        self.data_bytes += size
        if self.data_bytes > DATA_BYTES:
            raise Refused(
                f"all data within the line has {self.data_bytes:,} bytes or more; at most "
                f"{DATA_BYTES:,} are taken: give them as files beside the data file, by path"
            )

    def add_call(self, identity: str) -> str:
        """The number of a new call.

        Raises:
            Refused: another call has this id.
        """
        if identity and identity in self.calls:
            raise Refused(f"{quoted(identity)} is the id of an earlier call")
        number = str(len(self.calls) + 1)
        self.calls[identity or f"call {number}"] = number
        return number

    def call_of(self, identity: str) -> str:
        """Raises `Refused` if there is no such call before."""
        if identity not in self.calls:
            raise Refused(f"no tool call before it has the id {quoted(identity)}")
        return self.calls[identity]
