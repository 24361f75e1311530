# One file, five images: docker build --build-arg SERVICE=crawler .   (or analyzer, notifier, reporter;
# or xuncha, the operator's command, which also applies the topology)
# Behind a mirror: BASE names another base image and PIP_INDEX_URL another package index; where that needs a
# password, pip reads its own configuration from the build secret `pip_conf` instead, which leaves no trace.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ARG SERVICE
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
RUN test -n "${SERVICE}" || { echo "name a service: --build-arg SERVICE=crawler" >&2; exit 1; }
RUN python3 -m venv /opt/xuncha
COPY requirements/${SERVICE}.txt requirements.txt
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf,required=false \
    /opt/xuncha/bin/python -m pip install --require-hashes --no-deps --only-binary=:all: -r requirements.txt
COPY shared /opt/xuncha/app/shared
COPY services /opt/xuncha/app/services
COPY xuncha /opt/xuncha/app/xuncha
# The image runs nothing that installs: pip and its kin stay behind.
RUN /opt/xuncha/bin/python -m compileall -q /opt/xuncha/app \
    && /opt/xuncha/bin/python -m pip uninstall -q -y setuptools pip

FROM ${BASE}
ARG SERVICE
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="xuncha-${SERVICE}" \
      org.opencontainers.image.description="Xuncha: watches government websites and new-media accounts" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN echo "xuncha:x:10001:" >> /etc/group \
    && echo "xuncha:x:10001:10001::/nonexistent:/usr/sbin/nologin" >> /etc/passwd \
    && mkdir /var/lib/xuncha && chown 10001:10001 /var/lib/xuncha
COPY --from=build /opt/xuncha /opt/xuncha
COPY LICENSE NOTICE /opt/xuncha/
ENV SERVICE=${SERVICE} \
    PATH=/opt/xuncha/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/opt/xuncha/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    XUNCHA_HEALTH_HOST=0.0.0.0 XUNCHA_HEALTH_PORT=8100
USER 10001:10001
WORKDIR /opt/xuncha
EXPOSE 8100
STOPSIGNAL SIGTERM
COPY deploy/entry.sh /opt/xuncha/entry.sh
ENTRYPOINT ["/bin/sh", "/opt/xuncha/entry.sh"]
