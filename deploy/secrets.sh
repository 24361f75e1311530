#!/usr/bin/env bash
# Makes every secret of an installation that does not exist yet: deploy/secrets.sh [FOLDER], ./secrets by
# default. What exists is left as it is. Keep a copy of sealing.key apart from the store: without it no
# article can be opened again.
set -euo pipefail
umask 077

folder=${1:-secrets}
SERVICES="crawler analyzer notifier reporter"
# The services run as this user in their images. Who may not give files away runs them as himself instead:
# then compose reads XUNCHA_USER from .env.
OWNER=10001

fresh() {
    if [ ! -e "$folder/$1" ]; then
        cat >"$folder/$1"
        echo "made $folder/$1"
    else
        cat >/dev/null
    fi
}

hex() {
    od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'
}

mkdir -p "$folder"
head -c 32 /dev/urandom | base64 | fresh sealing.key
for user in $SERVICES operator; do
    hex | fresh "broker-$user"
done
# Quoted: the broker would read some of them as numbers.
for user in $SERVICES operator; do
    printf '%s_password: "%s"\n' "$user" "$(cat "$folder/broker-$user")"
done | fresh passwords.conf
for user in $SERVICES root; do
    hex | fresh "store-$user"
done
head -c 500 /dev/urandom | base64 -w 0 | fresh store.keyfile
hex | sed 's/^/xuncha_/' | fresh admin-token

if [ "$(id -u)" = 0 ]; then
    chown -R "$OWNER:$OWNER" "$folder"
elif [ "$folder" = secrets ] && ! grep -qs '^XUNCHA_USER=' .env; then
    echo "XUNCHA_USER=$(id -u):$(id -g)" >>.env
    echo "wrote XUNCHA_USER to .env"
fi
