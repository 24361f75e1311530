#!/bin/bash
# Healthy is: a primary answers. The first time there is no replica set yet, and this makes it.
exec mongosh --quiet --username root --password "$(cat /run/secrets/store-root)" --eval \
    "try { rs.status().ok } catch { rs.initiate({_id: 'rs0', members: [{_id: 0, host: 'mongo:27017'}]}).ok }; if (!db.hello().isWritablePrimary) quit(1)"
