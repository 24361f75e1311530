#!/bin/sh
# Becomes the program that this image was built for, so that it gets the signals itself.
case "$SERVICE" in
    xuncha) exec python -m xuncha "$@" ;;
    *) exec python -m "services.$SERVICE" "$@" ;;
esac
