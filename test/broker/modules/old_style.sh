#!/bin/sh
. "$1"
printf '{"text": "%s", "program": "%s"}\n' "$text" "$0"
