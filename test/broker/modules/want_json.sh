#!/bin/sh
# WANT_JSON
printf '{"arguments": %s}\n' "$(cat "$1")"
