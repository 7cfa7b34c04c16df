#!/bin/sh
echo "script $(basename "$0") $*"
echo "$GREETING" >&2
exit ${CODE:-0}
