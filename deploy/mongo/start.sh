#!/bin/bash
# mongod runs as a user of its own, who cannot read the secrets, and accepts a key file only as its own:
# that user gets copies.
set -eu
install -d -m 700 -o mongodb -g mongodb /tmp/xuncha
for file in store-root store.keyfile; do
    install -m 400 -o mongodb -g mongodb "/run/secrets/$file" "/tmp/xuncha/$file"
done
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/xuncha/store.keyfile --bind_ip_all \
    --networkMessageCompressors disabled
