# One image for web, worker, beat and migrate; docker-compose.yml defines the command of each.

FROM python:3.13-slim AS packages
COPY requirements/default.txt /tmp/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/default.txt

FROM python:3.13-slim
# One BLAS thread: more cause delays of 25-50 ms on few cores.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    PODIUM_DATA=/data \
    STATIC_ROOT=/srv/static
# The client programs of the server's major version, which backup and restore run. The packages of
# Debian are older; postgresql-common brings the script that adds PostgreSQL's own.
ARG POSTGRES_MAJOR=18
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/*.sh -y \
    && apt-get install --yes --no-install-recommends "postgresql-client-$POSTGRES_MAJOR" \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --create-home podium && chmod 700 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
RUN python -m compileall -q . && SECRET_KEY=build python manage.py collectstatic --no-input
USER 10001
# Media files of responses, and uploads until they are imported; all other data is in PostgreSQL.
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "rsgi", "--no-ws", "--http", "1", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "2", "--respawn-failed-workers", \
     "--http1-header-read-timeout", "10000", "--http1-buffer-size", "32768", \
     "--backpressure", "4096", "--backlog", "4096", \
     "--workers-kill-timeout", "4", "--log-level", "warning", "config.rsgi:application"]
