#!/usr/bin/env bash
# Looks at what deploys, apart from Python: shell, Dockerfiles, YAML. `make k8s` puts the programs on PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

for program in shellcheck hadolint yamllint; do
    command -v "$program" >/dev/null || {
        echo "$program is missing: run make k8s" >&2
        exit 1
    }
done

# What stays in single quotes is meant for another shell or program; a function may be named by a variable.
find deploy -name '*.sh' -print0 | xargs -0 shellcheck --exclude=SC2016,SC2329 .ci/run
find deploy -name Dockerfile -print0 | xargs -0 hadolint Dockerfile
yamllint --strict -d '{extends: relaxed, rules: {line-length: disable}}' \
    deploy docker-compose.yml docker-compose.demo.yml
echo "== shell, Dockerfiles and YAML are sound"
