"""Elements as text."""

from xml.etree import ElementTree as ET

from leaderboard.drawing.svg import element, number, picture, text

HOSTILE = '"><script>alert(1)</script>&'


def test_words_and_attributes_are_escaped():
    told = element("text", HOSTILE, data_name=HOSTILE).__html__()
    read = ET.fromstring(told)
    assert (read.text, read.get("data-name")) == (HOSTILE, HOSTILE)
    assert "<script" not in told


def test_numbers_are_short():
    assert [number(value) for value in (1.0, 1 / 3, 10.50, 100.0, 7)] == [
        "1",
        "0.33",
        "10.5",
        "100",
        "7",
    ]


def test_what_is_none_is_left_out():
    assert element("g", None, id=None).__html__() == "<g/>"


def test_a_picture_is_named_and_described():
    drawn = picture(name="x", title="Of what", description="So and so", size=(10.0, 20.0))
    read = ET.fromstring(drawn.__html__())
    ids = {each.get("id"): each.text for each in read}
    named = [ids[name] for name in read.get("aria-labelledby").split()]
    assert named == ["Of what", "So and so"]
    assert (read.get("role"), read.get("viewBox")) == ("img", "0 0 10 20")


def test_elements_are_found_by_name_and_class():
    tree = element("g", text("a", 0, 0, "one"), element("g", text("b", 0, 0, "two one")))
    assert [each.children for each in tree.find("text", "one")] == [("a",), ("b",)]
    assert [each.children for each in tree.find("text", "two")] == [("b",)]
