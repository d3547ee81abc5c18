from dataclasses import dataclass

from arena.models import Kind

ELSEWHERE = "elsewhere.example"


@dataclass(frozen=True)
class Attack:
    """A response, named for what it tries.

    Its content may say {elsewhere} for the host it wants, and {port} for the port of the trap there.
    """

    name: str
    kind: Kind
    content: str

    def aimed_at(self, port: int) -> str:
        return self.content.replace("{port}", str(port))


def attacks(kind: Kind, tries: dict[str, str]) -> list[Attack]:
    return [
        Attack(name, kind, content.replace("{elsewhere}", ELSEWHERE))
        for name, content in tries.items()
    ]
