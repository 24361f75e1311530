#!/usr/bin/env bash
# Runs docker-compose.yml for real with podman, as root, where neither a Docker engine nor a registry is at
# hand: our own images, and stand-ins for broker, store and Prometheus. Plays the demo on it, looks whether
# every part does its work, and takes all of it away again. KEEP=1 leaves it running, BUILT=1 takes the
# images that are there already.
#
# Needs podman, buildah, netavark, aardvark-dns and iptables, prometheus for its stand-in, and
# podman-compose on PATH (`make compose` puts it there).
#
# podman-compose does not read `deploy: {replicas: 2}`, and podman before 4.6 does not wait for health: both
# are done by hand here.
set -euo pipefail
cd "$(dirname "$0")/../.."

BASE=localhost/xuncha-base:bookworm
SERVICES=(crawler analyzer notifier reporter)
READY_SECONDS=240
DEMO_SECONDS=600

for program in buildah podman podman-compose iptables curl prometheus; do
    command -v "$program" >/dev/null || {
        echo "$program is missing: install it (on Debian: apt-get install buildah podman netavark aardvark-dns iptables prometheus)" >&2
        exit 1
    }
done

scratch=$(mktemp -d)
# Where control groups are mixed, crun refuses to start anything; runc does not. A sandbox may not raise
# limits to podman's defaults.
cat >"$scratch/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=2000:2000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
CONF
export CONTAINERS_CONF=$scratch/containers.conf

say() {
    echo "== $*"
}

build_standins() {
    say "building stand-ins"
    local secrets=()
    for file in /etc/pip.conf "$HOME/.config/pip/pip.conf"; do
        [ -f "$file" ] && secrets=(--secret "id=pip_conf,src=$file") && break
    done
    buildah bud --quiet --isolation chroot --network host --layers --format docker "${secrets[@]}" \
        --volume /etc/ssl/certs:/etc/ssl/certs:ro --build-arg BASE="$BASE" \
        --tag localhost/xuncha-standins:1 -f deploy/compose/standins/Dockerfile . >/dev/null
    local container
    container=$(buildah from localhost/xuncha-standins:1)
    buildah copy --quiet "$container" "$(command -v prometheus)" /usr/local/bin/prometheus >/dev/null
    buildah commit --quiet --rm "$container" localhost/xuncha-standins:1 >/dev/null
    podman tag localhost/xuncha-standins:1 localhost/nats:2.14.3-alpine localhost/mongo:8.0.17 \
        localhost/prom/prometheus:v3.5.0
}

# The project is copied: secrets of a trial do not mix with those of an installation.
project=$scratch/xuncha
compose() {
    (cd "$project" && podman-compose --in-pod=false -f docker-compose.yml -f docker-compose.demo.yml "$@") \
        2> >(grep -v -e 'systemd connection' -e 'CNI config' -e 'Ignored .* condition' >&2)
}

containers_of() {
    podman ps --all --quiet --filter "label=io.podman.compose.project=xuncha" \
        --filter "label=io.podman.compose.service=$1"
}

# podman runs health checks by systemd's timers; without systemd nobody does, so this asks.
healthy() {
    local deadline=$((SECONDS + READY_SECONDS)) service container
    for service in "$@"; do
        for container in $(containers_of "$service"); do
            until podman healthcheck run "$container" >/dev/null 2>&1; do
                if ((SECONDS > deadline)); then
                    podman logs --tail 30 "$container" >&2
                    say "$service is not healthy" >&2
                    return 1
                fi
                sleep 1
            done
        done
        say "$service is healthy"
    done
}

inside() {
    local container
    container=$(containers_of "$1" | head -n 1)
    podman exec "$container" python3 -c "$2"
}

take_away() {
    local left
    mapfile -t left < <(podman ps --all --quiet --filter label=io.podman.compose.project=xuncha)
    podman rm --force --ignore --time 30 xuncha-outsider "${left[@]}" >/dev/null 2>&1 || true
    podman volume rm --force xuncha_nats xuncha_mongo xuncha_stage >/dev/null 2>&1 || true
    podman network rm --force xuncha_front xuncha_outside xuncha_inside >/dev/null 2>&1 || true
}

tidy() {
    local code=$?
    if [ -n "${KEEP:-}" ]; then
        echo "left running; containers: podman ps, files: $project"
        exit "$code"
    fi
    if ((code)); then
        podman ps --all --filter label=io.podman.compose.project=xuncha >&2
        for service in "${SERVICES[@]}"; do
            for container in $(containers_of "$service"); do
                podman logs --tail 3 "$container" 2>&1 | cut -c1-400 >&2
            done
        done
    fi
    take_away
    rm -rf "$scratch"
    exit "$code"
}
trap tidy EXIT

if [ -z "${BUILT:-}" ]; then deploy/images.sh; fi
for service in "${SERVICES[@]}" xuncha; do
    podman tag "localhost/xuncha-$service:0.1.0" "localhost/xuncha/$service:0.1.0"
done
build_standins
take_away # what a trial before left
mkdir -p "$project"
cp -r docker-compose.yml docker-compose.demo.yml deploy "$project"
(cd "$project" && deploy/secrets.sh >/dev/null)
# The stand-in's replica set has another name.
export MONGO_URL='mongodb://mongo:27017/?directConnection=true&authSource=admin'
export XUNCHA_PAGES_PORT=18103 XUNCHA_API_PORT=18104 # `xuncha up` may run beside this
export XUNCHA_CRAWLER_USER_AGENT='Xuncha (contact: office@example.cn)'

# Docker keeps the reporter inside by not masquerading what comes from this network; podman knows no such
# option, an internal network is its way.
podman network create --internal xuncha_front >/dev/null

say "starting broker and store"
compose up --detach --no-build nats mongo
healthy nats mongo
say "applying the topology, making the store's users"
for once in topology store-users; do
    compose up --detach --no-build --no-deps "$once"
    [ "$(podman wait "$(containers_of "$once")")" = 0 ] || { podman logs "$(containers_of "$once")" >&2; exit 1; }
done
say "starting the stage and the services"
compose up --detach --no-build --no-deps stage
healthy stage
compose up --detach --no-build --no-deps notifier reporter
compose up --detach --no-build --no-deps --scale crawler=2 crawler
compose up --detach --no-build --no-deps --scale analyzer=2 analyzer
healthy "${SERVICES[@]}"
compose --profile operator run --rm --no-deps -T xuncha status

address_of() {
    podman inspect --format "{{(index .NetworkSettings.Networks \"$2\").IPAddress}}" "$1"
}

# From an internal network podman publishes no port: this machine asks the reporter at its own address.
for face in 127.0.0.1:18103 "$(address_of "$(containers_of reporter)" xuncha_front):8100"; do
    curl --silent --fail --max-time 10 --output /dev/null "http://$face/readyz" ||
        { say "$face does not answer" >&2; exit 1; }
done
say "units' pages and API answer on this machine"

say "looking who reaches outside"
podman run --detach --name xuncha-outsider --network xuncha_outside --entrypoint python3 \
    localhost/xuncha-standins:1 -m http.server 8000 >/dev/null
outsider=$(address_of xuncha-outsider xuncha_outside)
reach="import socket; socket.create_connection(('$outsider', 8000), 5)"
for service in crawler notifier; do
    inside "$service" "$reach" || { say "$service does not reach outside" >&2; exit 1; }
done
for service in analyzer reporter; do
    ! inside "$service" "$reach" 2>/dev/null || { say "$service reaches outside" >&2; exit 1; }
done

say "waiting for the demo"
compose --profile monitoring up --detach --no-build --no-deps prometheus
stage=$(containers_of stage)
code=$(timeout "$DEMO_SECONDS" podman wait "$stage" || echo late)
podman logs "$stage" 2>&1 | tail -n 40
[ "$code" = 0 ] || { say "the demo ended with $code" >&2; exit 1; }

say "looking what the services complain of"
wrong=0
for service in "${SERVICES[@]}"; do
    for container in $(containers_of "$service"); do
        # A refusal of the broker comes as a warning of the library, and the service goes on without.
        podman logs "$container" 2>&1 | grep -E '"level": ?"(error|critical)"|permissions violation' |
            cut -c1-400 >&2 && wrong=1
    done
done
((wrong == 0)) || { say "a service complains" >&2; exit 1; }

say "looking what Prometheus scrapes"
replicas=0
for service in "${SERVICES[@]}"; do
    replicas=$((replicas + $(containers_of "$service" | wc -l)))
done
ask="import json; from urllib.request import urlopen
found = json.load(urlopen('http://127.0.0.1:9090/api/v1/query?query=sum(up)'))['data']['result']
print(found[0]['value'][1] if found else 0)"
for _ in $(seq 60); do
    up=$(inside prometheus "$ask" 2>/dev/null || echo 0)
    [ "$up" = "$replicas" ] && break
    sleep 1
done
[ "$up" = "$replicas" ] || { say "Prometheus scrapes $up of $replicas" >&2; exit 1; }
say "$up replicas are scraped"
say "compose runs"
