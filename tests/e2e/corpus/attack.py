from dataclasses import dataclass

from arena.models import Kind

ELSEWHERE = "elsewhere.example"


@dataclass(frozen=True)
class Attack:
    """A response, named for what it tries; `content` may say {elsewhere} for the host it wants."""

    name: str
    kind: Kind
    content: str


def attacks(kind: Kind, tries: dict[str, str]) -> list[Attack]:
    return [
        Attack(name, kind, content.replace("{elsewhere}", ELSEWHERE))
        for name, content in tries.items()
    ]
