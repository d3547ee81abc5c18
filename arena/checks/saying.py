"""Whether the words around a name say that the speaker is that, or was made by that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from arena.checks import makers, phrases
from arena.checks.families import SearchedName
from arena.checks.folding import FoldedText

# Characters looked at before and after a name.
BEFORE = 200
AFTER = 240
# … of the sentence that follows, for words that tell a person from a model.
_PERSON_WITHIN = 140
_SENTENCE_END = re.compile(r"[.!?。!?\n]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a folded text."""

    name: SearchedName
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Around:
    """A mention with the text around it; `after_plain` has its upper and lower case."""

    words: str
    before: str
    after: str
    after_plain: str
    is_capital: bool
    is_plain: bool

    @property
    def sentence(self) -> str:
        """What follows to the end of the sentence."""
        end = _SENTENCE_END.search(self.after)
        return self.after[: end.start()] if end else self.after

    @property
    def speaks_of_a_model(self) -> bool:
        clause = self.sentence[:110]
        return bool(
            phrases.KIND_FOUND.search(clause)
            or phrases.HELPER_FOUND.search(clause)
            or phrases.VENDOR_NEAR.search(self.after)
            or phrases.MODEL_TALK.search(self.after[:110])
            or phrases.KIND_FOUND.search(self.before[-60:].rpartition(". ")[2])
        )

    @property
    def speaks_of_a_person(self) -> bool:
        near = self.before[-60:] + " … " + self.after[:_PERSON_WITHIN]
        return bool(phrases.PERSON.search(near))


def _around(text: FoldedText, mention: Mention) -> _Around:
    words = text.low[mention.start : mention.end]
    first = text.plain[mention.start]
    return _Around(
        words=words,
        before=text.low[max(mention.start - BEFORE, 0) : mention.start],
        after=text.low[mention.end : mention.end + AFTER],
        after_plain=text.plain[mention.end : mention.end + AFTER],
        is_capital=first.isupper() or not first.isascii(),
        is_plain=mention.name.is_plain and not _is_versioned(mention.name.words, words),
    )


def _is_versioned(name: str, words: str) -> bool:
    """Whether more than the plain word is there: "Claude 3", "Gemini Pro"."""
    return len(words) > len(name) + 1


def says_who_it_is(text: FoldedText, mention: Mention) -> bool:
    """Whether the speaker says to be this family of models."""
    if mention.name.is_vendor:
        return False
    here = _around(text, mention)
    return _is_signed(here) or (not _belongs_to_another(here) and _is_introduced(here))


def _is_signed(here: _Around) -> bool:
    """ "This answer was written by Claude", "Assistant (GPT-4o):", "Signed, Claude"."""
    if phrases.ANSWER_BEFORE.search(here.before):
        follows = here.before[-1:].isascii() or phrases.ANSWER_AFTER_ASIAN.search(here.after)
        return bool(follows) and not phrases.SURNAME.search(here.after_plain)
    if phrases.LABEL_BEFORE.search(here.before):
        return bool(phrases.LABEL_AFTER.search(here.after))
    if phrases.SIGNED_BEFORE.search(here.before) and phrases.SIGNED_AFTER.search(here.after):
        return not here.is_plain or bool(phrases.VENDOR_NEAR.search(here.after))
    return False


def _is_introduced(here: _Around) -> bool:
    if phrases.NAMING.search(here.before) or _german_naming(here):
        return _fits(here, is_naming=True)
    if phrases.BEING.search(here.before):
        return _fits(here, is_naming=False)
    if phrases.AS_BEFORE.search(here.before) and phrases.AS_AFTER.search(here.after):
        return here.is_capital or not here.is_plain or here.speaks_of_a_model
    if phrases.WITH_BEFORE.search(here.before) and phrases.WITH_AFTER.search(here.after):
        return True
    if phrases.I_BEFORE.search(here.before) and phrases.I_AFTER.search(here.after):
        return here.is_capital and not here.speaks_of_a_person
    return _is_presented(here)


def _is_presented(here: _Around) -> bool:
    if phrases.PRESENTING.search(here.before):
        return not here.is_plain or here.speaks_of_a_model
    return _without_subject(here)


def _german_naming(here: _Around) -> bool:
    return bool(phrases.I_CALL_MYSELF.search(here.before) and phrases.NAME_ME.search(here.after))


def _without_subject(here: _Around) -> bool:
    """ "Claude here", "Claudeと申します"."""
    if phrases.JA_STARTS.search(here.before) and phrases.JA_INTRODUCES.search(here.after):
        return not here.speaks_of_a_person
    if _speaks_as(here) or (
        phrases.KO_GREETS.search(here.before) and phrases.KO_IS.search(here.after)
    ):
        return not here.speaks_of_a_person
    if not phrases.SAID_AFTER.search(here.after):
        return False
    if here.after.startswith((" here", " speaking", " at your")):
        starts = not here.before.strip() or here.before.rstrip()[-1] in '.!?,:\n"'
        return starts and here.is_capital and (not here.is_plain or here.speaks_of_a_model)
    return not here.speaks_of_a_person or here.speaks_of_a_model


def _speaks_as(here: _Around) -> bool:
    """ "Geminiとして、…", "Gemini로서 저는 …"."""
    if phrases.JA_AS_BEFORE.search(here.before) and phrases.JA_AS_AFTER.search(here.after):
        return True
    return bool(phrases.KO_AS_AFTER.search(here.after))


def _belongs_to_another(here: _Around) -> bool:
    """ "Claude's neighbour", "a ChatGPT user"."""
    if phrases.PEOPLE_OF.search(here.after):
        return True
    if owned := phrases.OWNED.search(here.after):
        rest = here.after[owned.end() : owned.end() + 30]
        return not phrases.KIND_FOUND.search(rest)
    return False


def _fits(here: _Around, *, is_naming: bool) -> bool:
    """Whether what follows a name after "I am" or "my name is" fits a model."""
    has_article = not is_naming and bool(phrases.ARTICLE.search(here.before[-40:]))
    if here.speaks_of_a_model and not (here.is_plain and _is_quoted_person(here)):
        return True
    if not here.is_plain:
        return not has_article or not phrases.PERSON.search(here.sentence[:60])
    if has_article or phrases.SURNAME.search(here.after_plain) or here.speaks_of_a_person:
        return False
    if phrases.SAID_BY_SOMEBODY.search(here.after):
        return False
    return (here.is_capital or is_naming) and bool(phrases.NEUTRAL.search(here.after))


def _is_quoted_person(here: _Around) -> bool:
    return bool(phrases.SAID_BY_SOMEBODY.search(here.after)) and here.speaks_of_a_person


def says_who_made_it(text: FoldedText, mention: Mention) -> bool:
    """Whether the speaker says to be made by this vendor."""
    here = _around(text, mention)
    if phrases.PEOPLE_OF.search(here.after):
        return False
    if makers.MADE_BY_BEFORE.search(here.before):
        return not phrases.PERSON.search(here.sentence[:80])
    if makers.MADE_ME_AFTER.search(here.after):
        return True
    if makers.SELF_BEFORE.search(here.before) and _is_made_after(here):
        return True
    if makers.MADE_AFTER.search(here.after) and not makers.TOPIC_BEFORE.search(here.before):
        return True
    return not here.is_plain and _follows_policies(here)


_DIRECT_SELF = re.compile(
    rf"(?:我(?:们)?(?:是[^。!?\n]{{0,24}}?[,，])?{phrases.FILL_ZH}(?:由|被)?{phrases.FILL_ZH}|(?:作为|作為){phrases.FILL_ZH}(?:由)?|"
    rf"(?:私|僕|わたし|自分)(?:は|が|、)[^。.!?\n、はが]{{0,20}}、?|(?<![가-힣])(?:저는|나는|전|난|제가)\s[^.!?\n]{{0,24}}?|"
    rf"\b(?:i am|i'm|as)(?: (?:an?|the|actually|just|one of))*\s|"
    rf"\b(?:ich (?:wurde|bin|werde)|(?:wurde|bin) ich)\b[^.!?\n,]{{0,40}}\b(?:von|durch|bei|der firma|aus dem hause?)\s(?:\w+\s){{0,2}}|"
    rf"\bals (?:ein\w* )?von (?:\w+\s){{0,2}}|"
    rf"\b(?:ich bin|als)\b[^.!?\n]{{0,60}}?{phrases.KIND}[^.!?\n]{{0,30}},? (?:d\w+ )?(?:von|durch|bei)\s(?:\w+\s){{0,2}})$"
)


def _is_made_after(here: _Around) -> bool:
    return bool(
        _DIRECT_SELF.search(here.before) and makers.MADE_AFTER_SELF.search(here.after)
    ) and not phrases.PERSON.search(here.sentence[:60])


def _follows_policies(here: _Around) -> bool:
    """ "OpenAI's policies do not allow me"."""
    if not makers.POLICY_AFTER.search(here.after):
        return False
    sentence = here.before[-120:].rpartition(". ")[2] + here.sentence[:120]
    return bool(makers.I_NEAR.search(sentence))


# Without one of these a text does not say that it is a model.
_KIND_WORDS = (
    *(
        "ai",
        "a.i.",
        "artificial",
        "model",
        "llm",
        "bot",
        "assist",
        "ki",
        "sprach",
        "ia",
        "transformer",
    ),
    *(
        "neural",
        "人工",
        "模型",
        "助",
        "モデル",
        "アシスタント",
        "チャット",
        "인공",
        "모델",
        "챗봇",
        "어시스턴트",
        "비서",
    ),
)
# Where the speaker may begin to speak of itself, and how many such places are looked at.
_SPEAKS = re.compile(
    r"\b(?:i am|i'm|i was|i have been|as an?|my name is|call me|ich bin|ich heisse|mein name|als|je suis|je m'appelle|"
    r"mon nom|soy|me llamo|mi nombre|sou|me chamo|meu nome)\b|我(?=是|叫|由|被|的名字)|(?:私|僕)(?=は|の)|(?:저는|나는|제 이름은)"
)
_MOST_SPOKEN = 5_000


def unlisted_in(text: FoldedText) -> Iterator[tuple[tuple[int, int], str]]:
    """Where a text names itself or its maker by names that nobody listed."""
    if not any(word in text.low for word in _KIND_WORDS):
        return
    why: dict[str, tuple[int, int]] = {}
    for number, speaks in enumerate(_SPEAKS.finditer(text.low)):
        at = speaks.start()
        if match := makers.UNLISTED_MAKER.match(text.plain, at, at + AFTER):
            why.setdefault("says who made it", _with_next_word(text.plain, match))
        if match := makers.UNLISTED_NAME.match(text.plain, at, at + AFTER):
            name = next(key for key, value in match.groupdict().items() if value)
            why.setdefault("says its name", match.span(name))
        if len(why) > 1 or number > _MOST_SPOKEN:
            break
    yield from ((span, reason) for reason, span in why.items())


def _with_next_word(plain: str, match: re.Match[str]) -> tuple[int, int]:
    """The span of the maker's name after the phrase; of the phrase where the name is within it."""
    following = re.compile(r"[A-Z][\w.-]*(?:\s[A-Z][\w.-]*){0,3}").match(plain, match.end())
    return following.span() if following else match.span()
