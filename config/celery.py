"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os

from celery import Celery

from config import beat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("podium")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["config"], related_name="former_tasks")
beat.add_to(app)
