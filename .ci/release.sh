#!/usr/bin/env bash
# Builds, checks what would be packed, publishes what changesets versioned.
set -euo pipefail
cd "$(dirname "$0")/.."
npm run build
node .ci/check-packages.mjs
npx changeset publish
