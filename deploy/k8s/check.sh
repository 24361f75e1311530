#!/usr/bin/env bash
# Renders every overlay and every Job and checks each without a cluster: schemas of the three newest
# Kubernetes versions, unknown fields included, and policies.
# Needs kubectl, kubernetes-validate and checkov on PATH (`make k8s` puts them there).
set -euo pipefail
cd "$(dirname "$0")/../.."

VERSIONS=(1.35 1.36 1.37)
OUT=out/k8s

command -v kubectl >/dev/null || {
    echo "kubectl is missing: install one with kustomize 5 (1.27 or later) to render deploy/k8s" >&2
    exit 1
}
rm -rf "$OUT"
mkdir -p "$OUT"

for folder in deploy/k8s/overlays/* deploy/k8s/jobs/*; do
    name=$(basename "$folder")
    kubectl kustomize "$folder" >"$OUT/$name.yaml"
    for version in "${VERSIONS[@]}"; do
        echo "== $name against Kubernetes $version"
        kubernetes-validate --strict -k "$version" "$OUT/$name.yaml" >"$OUT/validate.log" 2>&1 || {
            cat "$OUT/validate.log"
            exit 1
        }
    done
done
echo "== policies"
checkov -d "$OUT" --framework kubernetes --skip-download --compact --quiet --config-file deploy/k8s/checkov.yaml
