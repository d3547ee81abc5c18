"""Signs in a sentence that a name in it is, or is not, that of who wrote the text.

Each has a weight in `weights.json`; together they decide.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

from arena.checks.authors import Kinship
from arena.checks.evidence import Clue
from arena.checks.folding import FoldedText
from arena.checks.own_names import (
    NameContext,
    is_called,
    relations_to_maker,
    signs_of_kinship,
)
from arena.checks.relations import is_copula_after, relations_of
from arena.checks.sentences import Sentence, is_listed, is_quoted

_FILE = Path(__file__).with_name("weights.json")
# Kinds of words by which a text speaks of itself; the first are unlikely to mean anything else.
_SPEAKER = {"is", "me", "my", "this assistant", "talking"}
_ITSELF = _SPEAKER | {"i", "this text"}
# Kinds whose words count wherever they are in the sentence.
_COUNTED = {
    *("greeting", "not human", "knowledge", "name", "person", "uses", "says", "code"),
    *("compares", "facts", "works for", "supposes", "another sense", "not me", "opinion", "we"),
    "another subject",
}
# … of these, those that speak against the name, so many words from it at most.
_AGAINST = {
    *("person", "uses", "says", "code", "compares", "facts", "works for", "supposes"),
    *("another sense", "not me", "opinion", "we", "another subject"),
}
_AGAINST_WITHIN = 12
_USING = {"uses", "opinion", "works for"}
_BESIDE = 3
# What is said of models; relations that mean little by themselves; those by which a word is taken
# for a name.
_OF_MODELS = {"model", "made", "knowledge", "maker"}
_LOOSE = {"of me", "of the speaker", "my model", "its maker and the speaker"}
_CALLED = {"I am it", "my name", "here", "as it", "I, it", "its maker and me"}
# Relations in which the name may well be the subject of a sentence on the speaker.
_NO_SUBJECT = {"I am it", "I, it", "as it", "its maker and me"}
# What an author that speaks of itself as of somebody else has, too: "Claude cannot see pictures".
_OF_ANOTHER_SUBJECT = {
    *("is the subject", "of another", "another subject", "another subject beside"),
}
# Words between a verb and its object; in Japanese and Korean the object is before the verb.
_OBJECT_WITHIN = 6

_TOPIC = re.compile(
    r"[\"')]*\s?(?:は|とは|는|은|란|이란|是|(?:is|was|are|were|has|had|can|will|does|ist|war|hat|kann|wurde|est|a|peut|"
    r"es|fue|era|ha|puede|e|foi|pode|s'appelle|heisst|became|offers|uses|provides)\b)"
)
_VERSIONED = re.compile(
    r"\d|\s(?:opus|sonnet|haiku|pro|ultra|flash|turbo|instruct|instant|large|small|medium|plus|chat|ai)\b"
)
_SURNAME = re.compile(
    r"\s(?:(?:van|von|de|du|di|da|la|le|der)\s)?[A-Z][a-z]+|[·・][A-Z\u3040-\u9fff]| [가-힣]{2,3}[의는은가를 ]"
)
_ARTICLE = re.compile(r"\b(?:an?|ein\w*|un|une|uma?|the)\s$")
_OWNED = re.compile(r"(?:'s?(?![a-z])|的|의|の|さん|ちゃん|君|氏|씨)")
_PEOPLE = re.compile(
    r"[\s-](?:users?|fans?|experts?|engineers?|developers?|researchers?|employees?|subscribers?|customers?|prompts?|api|"
    r"account|output|plugin|client|nutzer\w*|entwickler\w*|experte\w*)\b"
)
_PAUSE = re.compile(r"[,:;、，]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CODE = re.compile(r"[=({_]|\bimport\b|\binstall\b")


def weight_of(signs: set[str]) -> float:
    """More than 0 if the signs say that the name is that of who wrote the text."""
    weights = _weights()
    return sum(weights.get(sign, 0.0) for sign in signs)


@cache
def _weights() -> dict[str, float]:
    return cast("dict[str, float]", json.loads(_FILE.read_text(encoding="utf-8")))


def signs_of(sentence: Sentence, text: FoldedText, context: NameContext) -> set[str]:
    """All signs of the name in a sentence of a text.

    Of a name that has no relation to who wrote the text there are none, unless it is that of the
    author's own family.
    """
    relations = {
        *relations_of(sentence, is_note=context.is_note),
        *relations_to_maker(sentence, context),
    }
    is_own = context.kinship == Kinship.OWN
    if not (relations or is_own) or _is_small_vendor(sentence, text):
        return set()
    signs = {"always", *relations, *_of_words(sentence), *_of_the_speaker(sentence)}
    signs |= {
        *_of_place(sentence, text, relations),
        *_of_the_name(sentence, text, relations),
        *_of_quotation(sentence, text),
        *signs_of_kinship(sentence, text, context, relations),
    }
    if relations and relations <= _LOOSE:
        signs.add("loosely related")
    if not relations:
        signs -= _OF_ANOTHER_SUBJECT
    if is_own and not is_called(sentence):
        signs -= {"in code"}
    return signs | ({"in the prompt"} if context.is_in_prompt else set())


def _is_small_vendor(sentence: Sentence, text: FoldedText) -> bool:
    """Whether it is an ordinary word in small letters, such as *line*, that vendors have as a name."""
    name, first = sentence.mention.name, text.plain[sentence.mention.start]
    return name.is_vendor and name.is_plain and first.isascii() and first.islower()


def _of_words(sentence: Sentence) -> Iterator[str]:
    """What is said, beside the name or elsewhere in the sentence."""
    for clue in sentence.clues:
        distance = sentence.distance(clue)
        is_far = clue.kind in _AGAINST and distance > _AGAINST_WITHIN
        is_of_neighbour = clue.kind == "another subject" and sentence.is_fragment
        if clue.kind in _COUNTED and not (is_far or is_of_neighbour):
            yield clue.kind
            if distance <= _BESIDE:
                yield f"{clue.kind} beside"
        if clue.kind in _USING and _has_as_object(sentence, clue):
            yield "used"
        if clue.kind == "supposes" and distance <= _BESIDE:
            yield "supposed to be"


def _has_as_object(sentence: Sentence, clue: Clue) -> bool:
    is_before = clue.end <= sentence.at
    is_like_japanese = not sentence.words[clue.start][0].isascii()
    if sentence.distance(clue) > _OBJECT_WITHIN or not (is_before or is_like_japanese):
        return False
    first, last = (clue.end - 1, sentence.at) if is_before else (sentence.at, clue.start)
    between = sentence.low[sentence.words[first].end() : sentence.words[last].start()]
    return not _PAUSE.search(between)


def _of_the_speaker(sentence: Sentence) -> Iterator[str]:
    """Whether the text speaks of itself."""
    if sentence.kinds & _SPEAKER:
        yield "speaker"
    elif not sentence.kinds & _ITSELF:
        yield "not of itself"
        if "another subject" in sentence.kinds and not sentence.is_fragment:
            yield "of another"
    passive = {clue.start for clue in sentence.of("is")}
    made = {clue.start for clue in sentence.of("made")}
    for speaker in sentence.of("i"):
        if speaker.start not in passive and made & {speaker.end, speaker.end + 1}:
            yield "I make"
    for being in sentence.of("is"):
        if any(clue.end <= being.start + 1 <= clue.end + 3 for clue in sentence.of("supposes")):
            yield "supposed to be"


def _of_place(sentence: Sentence, text: FoldedText, relations: set[str]) -> Iterator[str]:
    """Where the name stands in its sentence and its line."""
    if not sentence.after.strip(" \"'.!?。)-*\n"):
        yield "last"
    if sentence.is_fragment:
        yield "fragment"
    if is_listed(text, sentence.mention.start):
        yield "listed"
        if not sentence.kinds & _ITSELF:
            yield "listed among others"
    yield from _of_what_follows(sentence, relations)


def _of_what_follows(sentence: Sentence, relations: set[str]) -> Iterator[str]:
    if is_copula_after(sentence):
        yield "it is"
    if _TOPIC.match(sentence.after) and not relations & _NO_SUBJECT:
        yield "is the subject"
    if _OWNED.match(sentence.after):
        yield "owner"
    if _PEOPLE.match(sentence.after):
        yield "people of"
    if _YEAR.search(sentence.low):
        yield "year"
    if _CODE.search(sentence.before[-12:] + sentence.after[:12]):
        yield "in code"


def _of_the_name(sentence: Sentence, text: FoldedText, relations: set[str]) -> Iterator[str]:
    """What the name is, and which others are named."""
    mention = sentence.mention
    yield "vendor" if mention.name.is_vendor else "family"
    others = sentence.families - {mention.name.words}
    if others:
        yield "another family"
    if len(others) > 1:
        yield "other families"
    words = text.low[mention.start : mention.end]
    if mention.name.is_plain and not _VERSIONED.search(words[1:]):
        yield from _of_an_ordinary_word(sentence, text, relations)


def _of_an_ordinary_word(
    sentence: Sentence, text: FoldedText, relations: set[str]
) -> Iterator[str]:
    """Whether a name that has another meaning, too, is meant as a name."""
    mention = sentence.mention
    yield "plain"
    first = text.plain[mention.start]
    if first.isascii() and not first.isupper():
        yield "small"
    if _SURNAME.match(text.plain[mention.end : mention.end + 40]):
        yield "with a surname"
    if _ARTICLE.search(sentence.before):
        yield "plain with an article"
    is_by_itself = not sentence.kinds & _OF_MODELS and not sentence.vendors
    if is_by_itself and not relations & _CALLED:
        yield "plain by itself"
    label = text.plain[mention.start : mention.end].upper()
    if first.isascii() and f"\n{label}" in f"\n{text.plain}":
        yield "in a play"


def _of_quotation(sentence: Sentence, text: FoldedText) -> Iterator[str]:
    is_said = "says" in sentence.kinds
    if is_quoted(text, sentence.mention.start, sentence.mention.end):
        yield "quoted"
        if is_said:
            yield "said by another"
    elif is_said and sentence.before.lstrip().startswith(("-", '"')):
        yield "said by another"
