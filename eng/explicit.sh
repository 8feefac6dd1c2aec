#!/usr/bin/env bash
# Runs the explicit tests of one class, and shows what they have measured.
# usage: eng/explicit.sh CLASS [TEST PROJECT NAME, by default Integration]
set -euo pipefail
cd "$(dirname "$0")/.."
project=${2:-Integration}
if [ "$project" = Integration ]; then
  KUBEBUILDER_ASSETS=$(eng/cluster/binaries.sh api)
  export KUBEBUILDER_ASSETS
fi
dotnet test --project "tests/LoadOperator.$project.Tests" -c "${CONFIGURATION:-Release}" --no-build --no-progress \
  --filter-class "*.$1" --explicit only --show-live-output on
