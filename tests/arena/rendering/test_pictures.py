"""Pictures in a text: those from elsewhere leave a note, those within it are shown, bounded."""

import re
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from django.utils.translation import override
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from arena.rendering.markdown import placed, render_markdown
from arena.rendering.pictures import MOST_PICTURES, TYPES


def picture(kind, **more):
    made = BytesIO()
    Image.new("RGB", (3, 2), "red").save(made, kind, **more)
    return b64encode(made.getvalue()).decode()


def shown(text):
    return placed(render_markdown(text), "a")


def test_a_picture_from_elsewhere_leaves_its_words_its_host_and_a_note():
    html = shown("![a cat & dog](https://pictures.example/cat.png?session=1)")
    assert "a cat &amp; dog" in html
    assert "pictures.example · a picture from elsewhere; nothing was loaded" in html
    assert "<img" not in html
    assert "session" not in html


def test_the_note_is_in_the_language_of_the_reader():
    with override("de"):
        assert "nichts wurde geladen" in shown("![a](https://pictures.example/cat.png)")


def test_a_picture_in_a_link_keeps_the_link():
    html = shown("[![badge](https://pictures.example/b.svg)](https://example.org)")
    assert re.search(r'<a href="https://example.org"[^>]*><span class="picture">badge', html)


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_within_the_text_is_shown(kind):
    html = shown(f"![dot](data:image/{kind};base64,{picture(kind)})")
    assert f'<img src="data:image/{kind};base64,' in html
    assert 'alt="dot"' in html


def test_a_picture_does_not_say_who_made_it():
    facts = PngInfo()
    facts.add_text("Software", "Ada Paints 2")
    html = shown(f"![dot](data:image/png;base64,{picture('png', pnginfo=facts)})")
    assert b"Ada" not in b64decode(re.search(r"base64,([^\"]+)", html)[1])


NOT_SHOWN = [
    "data:image/svg+xml;base64,PHN2Zy8+",
    "data:image/svg+xml,<svg/onload=alert(1)>".replace("<", "%3C").replace(">", "%3E"),
    "data:image/png;base64,AAAA",
    "data:image/png;base64,AAA",
    f"data:image/png;base64,{picture('jpeg')}",
    "data:image/png;base64,",
    "DATA:image/svg+xml;base64,PHN2Zy8+",
]


@pytest.mark.parametrize("url", NOT_SHOWN)
def test_what_is_no_such_picture_is_not_shown(url):
    html = shown(f"![dot]({url})")
    assert "<img" not in html
    assert "a picture that cannot be shown" in html


def test_a_picture_of_too_many_pixels_is_not_shown():
    made = BytesIO()
    Image.new("1", (9_000, 5_000)).save(made, "png")
    html = shown(f"![dot](data:image/png;base64,{b64encode(made.getvalue()).decode()})")
    assert "<img" not in html


def test_so_many_pictures_are_shown():
    text = f"![dot](data:image/png;base64,{picture('png')})\n\n" * (MOST_PICTURES + 2)
    html = shown(text)
    assert html.count("<img") == MOST_PICTURES
    assert html.count("a picture that cannot be shown") == 2


@pytest.mark.parametrize(
    "text", ["[a](data:text/html,b)", f"[a](data:image/png;base64,{picture('png')})"]
)
def test_nothing_links_to_data(text):
    assert "href" not in shown(text)


def test_a_text_cannot_write_the_note_itself():
    assert "elsewhere" not in shown("\ufdd1 \ufdd2")
