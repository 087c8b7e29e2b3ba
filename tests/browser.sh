#!/usr/bin/env bash
# Installs the browser that the tests of the preview look at pages with: Debian's chromium, by root.
# Elsewhere nothing is done, and those tests are skipped, saying why.
set -euo pipefail
if command -v chromium >/dev/null; then
  exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "no chromium, and no way to install it here: the tests of pages will be skipped" >&2
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
