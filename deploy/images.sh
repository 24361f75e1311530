#!/usr/bin/env bash
# Builds the images with buildah, no engine needed, and tries each one out with podman (deploy/smoke.sh).
#
#   BASE=…      base image with Python 3.11; without it a base is made from Debian's own packages, once:
#               `podman rmi localhost/xuncha-base:bookworm` makes the next run take newer packages
#   PIP_INDEX_URL=… another package index than the one of this machine's pip
#   SERVICES=…  which ones, default all
#   VERSION=…   tag, default 0.1.0
set -euo pipefail
cd "$(dirname "$0")/.."

SERVICES=${SERVICES:-crawler analyzer notifier reporter xuncha}
VERSION=${VERSION:-0.1.0}
REVISION=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
LOCAL_BASE=localhost/xuncha-base:bookworm

for program in buildah podman; do
    command -v "$program" >/dev/null || {
        echo "$program is missing: install it (on Debian: apt-get install buildah podman)" >&2
        exit 1
    }
done

# The address of Debian's packages is this machine's own business: it is read, never written here.
mirror() {
    apt-get indextargets --format '$(SITE)' 'Codename: bookworm' 2>/dev/null | head -n 1 || true
}

make_base() {
    local root
    command -v debootstrap >/dev/null || {
        echo "name a base image (BASE=…), or install debootstrap to make one" >&2
        exit 1
    }
    root=$(mktemp -d)
    trap 'rm -rf "$root"' RETURN
    echo "== making a base from Debian's packages"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$root" "$(mirror)" >/dev/null
    rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/*
    local container
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$root" / >/dev/null
    buildah config --env PATH=/usr/local/bin:/usr/bin:/bin "$container"
    buildah commit --quiet --rm "$container" "$LOCAL_BASE" >/dev/null
}

if [ -z "${BASE:-}" ]; then
    buildah inspect "$LOCAL_BASE" >/dev/null 2>&1 || make_base
    BASE=$LOCAL_BASE
fi

secrets=()
for file in /etc/pip.conf "$HOME/.config/pip/pip.conf"; do
    [ -f "$file" ] && secrets=(--secret "id=pip_conf,src=$file") && break
done

build() {
    echo "== building xuncha-$1:$VERSION"
    buildah bud --quiet --isolation chroot --network host --layers --format docker \
        "${secrets[@]}" --volume /etc/ssl/certs:/etc/ssl/certs:ro \
        --build-arg BASE="$BASE" --build-arg SERVICE="$1" \
        ${PIP_INDEX_URL:+--build-arg PIP_INDEX_URL="$PIP_INDEX_URL"} \
        --build-arg VERSION="$VERSION" --build-arg REVISION="$REVISION" \
        --tag "localhost/xuncha-$1:$VERSION" . >/dev/null
}

for service in $SERVICES; do
    build "$service"
    deploy/smoke.sh "localhost/xuncha-$service:$VERSION" "$service"
done
podman images --format '{{.Repository}}:{{.Tag}} {{.Size}}' 2>/dev/null | grep '^localhost/xuncha-' || true
