#!/bin/sh
# What the official images do with their arguments.
case "$1" in
    mongod) exec /usr/sbin/runuser -u mongodb -- /opt/standins/bin/python /usr/local/bin/mongod "$@" ;;
    --web* | "") exec prometheus --config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path=/prometheus "$@" ;;
    *) exec nats-server "$@" ;;
esac
