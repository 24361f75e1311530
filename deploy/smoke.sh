#!/usr/bin/env bash
# Tries one image out with podman, as a cluster would run it: deploy/smoke.sh IMAGE SERVICE
#
# As nobody, on a read-only root, without rights and without a network: it says what it needs, answers on
# its health port while broker and store are away, and ends by itself on SIGTERM.
set -euo pipefail
cd "$(dirname "$0")/.."

image=$1
service=$2
# Where control groups are mixed, crun refuses to start anything; runc does not. Limits are set because
# a sandbox may not raise them to podman's defaults.
runtime=${RUNTIME:-$(command -v runc || true)}
SAFE=(--network none --read-only --cap-drop all --security-opt no-new-privileges
    --ulimit nofile=1024:1024 --ulimit nproc=1000:1000)
folder=$(mktemp -d)
container=

engine() {
    podman ${runtime:+--runtime "$runtime"} "$@" 2> >(grep -v -e 'CNI config' -e 'connect to syslog' >&2)
}

tidy() {
    rm -rf "$folder"
    if [ -n "$container" ]; then engine rm --force "$container" >/dev/null; fi
}
trap tidy EXIT

wrong() {
    echo "$image: $*" >&2
    if [ -n "$container" ]; then engine logs --tail 20 "$container" >&2 || true; fi
    exit 1
}

settled() {
    engine inspect --type image --format "$1" "$image"
}

inside() {
    engine run --rm "${SAFE[@]}" --entrypoint /bin/sh "$image" -c "$1"
}

[ "$(settled '{{.Config.User}}')" = 10001:10001 ] || wrong "does not run as 10001"
[ "$(settled '{{.Config.StopSignal}}')" = SIGTERM ] || wrong "is not stopped by SIGTERM"
[ "$(settled '{{index .Config.Labels "org.opencontainers.image.title"}}')" = "xuncha-$service" ] ||
    wrong "does not say which image it is"
for label in description licenses version revision; do
    [ -n "$(settled "{{index .Config.Labels \"org.opencontainers.image.$label\"}}")" ] || wrong "has no label $label"
done
[ "$(settled '{{index .Config.Labels "org.opencontainers.image.version"}}')" = "${image##*:}" ] ||
    wrong "is of another version than its tag"
[ "$(settled '{{json .Config.ExposedPorts}}')" = '{"8100/tcp":{}}' ] || wrong "does not show its port"
inside 'test "$(id -u)" = 10001' || wrong "runs as somebody else"
inside '! touch /opt/xuncha/x /x 2>/dev/null' || wrong "can write to its own disk"
inside '! python -m pip --version >/dev/null 2>&1 && ! command -v gcc cc make >/dev/null' ||
    wrong "carries what installs or builds"
# Nothing but what is locked, in the versions that are locked.
LISTED='import re
from importlib.metadata import distributions
for one in sorted({re.sub("[-_.]+", "-", d.name).lower() + "==" + d.version for d in distributions()}): print(one)'
locked=$(grep -oE '^[A-Za-z0-9._-]+==[^ ;\]+' "requirements/$service.txt" | sort)
held=$(engine run --rm "${SAFE[@]}" --entrypoint python "$image" -c "$LISTED")
[ "$held" = "$locked" ] || { diff <(echo "$locked") <(echo "$held") >&2; wrong "holds other packages than are locked"; }
case "$(engine run --rm "${SAFE[@]}" "$image" --help)" in
    *NATS_URL* | *Usage*) ;;
    *) wrong "does not say how it is used" ;;
esac

if [ "$service" != xuncha ]; then
    head -c 32 /dev/urandom | base64 >"$folder/sealing.key"
    chown 10001:10001 "$folder/sealing.key"
    chmod 400 "$folder/sealing.key"
    container=$(engine run --detach "${SAFE[@]}" --tmpfs /tmp \
        --volume "$folder/sealing.key:/run/secrets/sealing.key:ro" \
        --env XUNCHA_SEALING_KEY_FILE=/run/secrets/sealing.key \
        --env XUNCHA_CRAWLER_USER_AGENT='Xuncha (contact: smoke@example.cn)' \
        --env XUNCHA_NOTIFIER_SMTP_HOST=mail.invalid --env XUNCHA_NOTIFIER_MAIL_FROM=smoke@example.cn \
        "$image")
    ask='from urllib.request import urlopen; print(urlopen("http://127.0.0.1:8100/PATH", timeout=3).read().decode())'
    for _ in $(seq 120); do
        if engine exec "$container" python -c "${ask/PATH/livez}" >/dev/null 2>&1; then break; fi
        [ "$(engine inspect --format '{{.State.Running}}' "$container")" = true ] || wrong "ended by itself"
        sleep 0.5
    done
    shown=$(engine exec "$container" python -c "${ask/PATH/metrics}")
    grep -q '^xuncha_' <<<"$shown" || wrong "shows no metrics"
    engine stop --time 40 "$container" >/dev/null
    code=$(engine inspect --format '{{.State.ExitCode}}' "$container")
    [ "$code" = 0 ] || [ "$code" = 143 ] || wrong "ended with $code on SIGTERM"
fi
echo "== $image runs"
