"""Names in titles, comments, metadata and file names of a response."""

import re

from arena.checks.authors import Kinship
from arena.checks.folding import FoldedText
from arena.checks.mentions import Mention
from arena.checks.own_names import NameContext
from arena.checks.parts import PartPlace

# Characters looked at before and after a name.
_NEAR = 80

_CREDIT_BEFORE = re.compile(
    r"(?:\b(?:(?:made|created|generated|written|drawn|designed|built|coded|produced|authored|crafted|developed|rendered|"
    r"illustrated|painted|programmed|composed|prepared|signed|art|code|design|page|answer|response|drawing|svg)\s*"
    r"(?:\w+\s+){0,3}?(?:by|with|using|via|from)|authors?|generators?|creator|artist|designer|model|llm|engine|"
    r"copyright|\(c\)|©|credits?|courtesy of|by|signature|assistant|"
    r"(?:erstellt|erzeugt|generiert|gezeichnet|geschrieben|entworfen|programmiert|gemacht|gebaut|autor|verfasser)"
    r"(?:\s\w+){0,2}?\s*(?:von|mit|durch)?|von|"
    r"(?:cree|genere|ecrit|dessine|concu|realise|produit|fait|auteur)e?s?\s*(?:par|avec)?|par|"
    r"(?:cread|generad|escrit|dibujad|disenad|hech|autor)[oa]?s?\s*(?:por|con)?|por|"
    r"(?:criad|gerad|desenhad|feit)[oa]s?\s*(?:por|pel[oa]|com)?|pel[oa])"
    r"|作者|由|生成(?:者|元)?|制作|作成(?:者)?|만든이|작성자|제작|生成模型)"
    r"(?:\s*[:=·|-])?\s*(?:the\s|an?\s|o\s|el\s|le\s|anthropic's\s|openai's\s|google's\s|meta's\s|google\s|meta\s|openai\s|"
    r"@|\"|'|\()*$"
)
_CREDIT_AFTER = re.compile(
    r"^\s*(?:生成|作成|制作|作|製|が(?:生成|作成|制作)|によ(?:る|って)(?:生成|作成|制作)?|で(?:生成|作成)|이?가 (?:생성|작성|제작|만든)|"
    r"(?:에서|로|으로) (?:생성|작성|제작|만든)|(?:绘制|繪製|编写|編寫|创作|創作|设计|設計)|"
    r"(?:made|wrote|drew|created|designed|generated) this|-?generated\b|(?:'s|s') (?:drawing|art|svg|page|answer|response|version|"
    r"design|portfolio|creation|work|take|attempt|solution|submission)|\s*(?:output|was here)\b)"
)
_VERSIONED = re.compile(
    r"[a-z][\s-]?v?\d|\s(?:opus|sonnet|haiku|pro|ultra|flash|turbo|instruct|instant)\b"
)

_SURNAME = re.compile(r"\s[A-Z][a-z]{2,}")
_MARKS = ' \t-=*/#<>!|".'


def credits_in(place: PartPlace, text: FoldedText, mention: Mention, context: NameContext) -> bool:
    """Whether a name in a title, a comment or metadata is that of who made the response."""
    before = text.low[max(mention.start - _NEAR, 0) : mention.start]
    after = text.low[mention.end : mention.end + _NEAR]
    is_own = context.kinship is Kinship.OWN and not context.is_in_prompt
    words = text.low[mention.start : mention.end]
    is_distinct = is_own or not mention.name.is_plain or bool(_VERSIONED.search(words))
    if place is PartPlace.CREDIT:
        return _is_credit(text, mention, context)
    if place is PartPlace.FILE:
        if context.kinship is Kinship.OTHER:
            return not mention.name.is_vendor and _is_credited(before, after)
        return not mention.name.is_vendor and (is_distinct or _is_credited(before, after))
    if mention.name.is_vendor and mention.name.is_plain:
        return False
    line, rest = before.rpartition("\n")[2], after.partition("\n")[0]
    is_alone = not line.strip(_MARKS) and not rest.strip(_MARKS)
    is_alone = is_alone and context.kinship is not Kinship.OTHER
    return (is_distinct and is_alone) or _is_credited(before, after)


def _is_credit(text: FoldedText, mention: Mention, context: NameContext) -> bool:
    """Whether a name in a field for authors is that of a model rather than of a person."""
    words = text.low[mention.start : mention.end]
    if not mention.name.is_plain or _VERSIONED.search(words):
        return True
    is_person = bool(_SURNAME.match(text.plain[mention.end : mention.end + _NEAR]))
    is_name = context.kinship is Kinship.OWN or text.plain[mention.start].isupper()
    return is_name and not is_person


def _is_credited(before: str, after: str) -> bool:
    return bool(_CREDIT_BEFORE.search(before) or _CREDIT_AFTER.search(after))
