import pytest

from tests.arena.admin.finding import page_of
from tests.arrange import make_competitor

pytestmark = pytest.mark.django_db


def test_texts_and_specs_of_a_model_are_edited_but_not_what_it_is_called(admin_client):
    model = make_competitor()
    sent = {"name": "Bob", "slug": "bob", "aliases": '["B"]', "description": "A new one."}
    answer = admin_client.post(page_of(model), sent | {"specs": '{"size": 7}', "_save": "Save"})
    assert answer.status_code == 302
    model.refresh_from_db()
    assert (model.description, model.specs) == ("A new one.", {"size": 7})
    assert (model.name, model.slug, model.aliases) == ("Ada", "ada", [])
