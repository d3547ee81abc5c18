"""Words of others on our pages."""

from arena.templatetags.words import beyond, breaks, excerpt


def test_an_excerpt_has_no_signs_of_code():
    prompt = "Fix `f`:\n```python\ndef f(): ...\n```\nand say why."
    assert excerpt(prompt, 20) == "Fix f: def f(): ... and say why."


def test_an_excerpt_ends_after_so_many_words():
    assert excerpt("one two three four", 2) == "one two …"


def test_a_name_breaks_after_its_signs_and_is_escaped():
    assert breaks("gpt-4_1106/<b>_") == "gpt-4_<wbr>1106/<wbr>&lt;b&gt;_"


def test_a_name_without_signs_stays():
    assert breaks("Ada 2") == "Ada 2"


def test_a_prompt_does_not_say_its_title_again():
    assert beyond("Why is the sky blue?", "Why is the sky blue") == ""
    assert beyond("Why is  the sky\nblue at noon?", "Why is the sky…") == "… blue at noon?"
    assert beyond("Explain it.", "The sky") == "Explain it."
