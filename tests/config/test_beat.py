"""Beat as a thread of the worker."""

import threading

import pytest
from celery import Celery
from celery.platforms import EX_FAILURE
from celery.worker import state

from config.beat import BeatThread, add_to


@pytest.fixture
def app():
    return Celery("other", broker="memory://", set_as_current=False)


@pytest.fixture
def beat(app, tmp_path):
    return BeatThread(app, str(tmp_path / "schedule"))


def test_it_sends_tasks_until_it_is_stopped(app, beat):
    sent = threading.Event()
    app.conf.beat_schedule = {"often": {"task": "often", "schedule": 0.01}}
    app.send_task = lambda *arguments, **options: sent.set()
    app.Task.apply_async = app.send_task
    beat.start()
    assert sent.wait(60)
    beat.stop()
    assert not beat.is_alive()


def test_the_worker_ends_with_it(beat, monkeypatch, caplog):
    monkeypatch.setattr(state, "should_stop", None)
    monkeypatch.setattr(beat.service, "start", lambda: 1 // 0)
    beat.run()
    assert state.should_stop == EX_FAILURE
    assert "beat failed" in caplog.text


def test_the_worker_has_an_option_for_it(app):
    add_to(app)
    assert "--beat-thread" in {
        name for option in app.user_options["worker"] for name in option.opts
    }
