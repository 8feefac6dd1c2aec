#!/usr/bin/env bash
# Runs the explicit tests of one class of the integration tests, and shows what they have measured.
# usage: eng/explicit.sh CLASS
set -euo pipefail
cd "$(dirname "$0")/.."
KUBEBUILDER_ASSETS=$(eng/cluster/binaries.sh api)
export KUBEBUILDER_ASSETS
dotnet test --project tests/LoadOperator.Integration.Tests -c "${CONFIGURATION:-Release}" --no-build --no-progress \
  --filter-class "*.$1" --explicit only --show-live-output on
