#!/usr/bin/env bash
# Runs the tests that need no node, and ends with one line: N passed, N failed, N skipped (added up from the runner's own reports).
# usage: eng/test.sh [TEST PROJECT NAME…], for instance: eng/test.sh Statistics Cli
# Integration needs etcd and kube-apiserver: those of KUBEBUILDER_ASSETS, or what eng/cluster/binaries.sh finds or builds. Where
# they cannot be had, its tests are skipped, and counted so.
set -uo pipefail
cd "$(dirname "$0")/.."
configuration=${CONFIGURATION:-Release}
reports=out/test-reports
rm -rf "$reports"

projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then mapfile -t projects < <(printf '%s\n' tests/*.Tests | sed 's|^tests/LoadOperator\.||; s|\.Tests$||' | grep -vx E2E); fi
if [[ " ${projects[*]} " == *" Integration "* ]]; then
  assets=$(eng/cluster/binaries.sh api) && export KUBEBUILDER_ASSETS=$assets || echo "test: without an API server the integration tests are skipped" >&2
fi
if [[ " ${projects[*]} " =~ \ (Chart|Integration)\  ]]; then
  renderer=$(eng/chart/renderer.sh) && export CHART_RENDERER=$renderer || echo "test: with nothing to render the chart, the tests of what it renders are skipped" >&2
fi

run() {
  dotnet test --project "tests/LoadOperator.$1.Tests" -c "$configuration" --no-build --no-progress \
    --results-directory "$reports" --report-trx --report-trx-filename "$1.trx"
}
# What only computes and waits for nothing runs two at a time, and is shown as a whole when it has ended.
computing=" Acceptance AgentClient Campaigns Chart Comparing Histograms Model Protobuf Reporting Statistics "
alone=() together=()
for project in "${projects[@]}"; do if [[ $computing == *" $project "* ]]; then together+=("$project"); else alone+=("$project"); fi; done
status=0
if [ ${#together[@]} -gt 0 ]; then
  show() { local said code=0; said=$(run "$1" 2>&1) || code=1; echo "$said"; return $code; }
  export -f run show
  export configuration reports
  printf '%s\n' "${together[@]}" | xargs -P 2 -I PROJECT bash -c 'show PROJECT' || status=1
fi
# All others one after the other: tests that measure must not compete with those of another project.
for project in "${alone[@]}"; do run "$project" || status=1; done

# What failed, once more and in a line each: above it there may be thousands.
failures() {
  awk '/<UnitTestResult /{ name = ""; if (/outcome="Failed"/) { match($0, /testName="[^"]*"/); name = substr($0, RSTART + 10, RLENGTH - 11) } }
       name != "" && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print "failed: " name ": " substr($0, 1, 400); name = "" }' "$reports"/*.trx 2>/dev/null |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

count() { sed -n 's/.*<Counters [^>]*\b'"$1"'="\([0-9]*\)".*/\1/p' "$reports"/*.trx 2>/dev/null | awk '{ n += $1 } END { print n + 0 }'; }
total=$(count total) passed=$(count passed) failed=$(count failed)
# A project without a report is one that did not run: that is a failure, not nothing.
for project in "${projects[@]}"; do [ -f "$reports/$project.trx" ] || { echo "test: no report from $project" >&2; failed=$((failed + 1)); total=$((total + 1)); status=1; }; done
failures
echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit $status
