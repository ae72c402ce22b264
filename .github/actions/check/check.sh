#!/usr/bin/env bash
# Runs `molt-abi check` for the action: annotations for the change, a summary for people, reports for what comes after.
# The exit code is that of the check; a report that cannot be written does not hide it.
set -uo pipefail

read -r -a command <<<"$MOLT_ABI_COMMAND"
args=(check)
[ -z "$MOLT_ABI_ABI" ] || args+=("--abi=$MOLT_ABI_ABI")
if [ -n "$MOLT_ABI_AGAINST" ]; then
  args+=("--against=$MOLT_ABI_AGAINST")
elif [ "$MOLT_ABI_ALL_LIVE" = true ]; then
  args+=(--all-live)
fi
[ -z "$MOLT_ABI_AS_OF" ] || args+=("--as-of=$MOLT_ABI_AS_OF")
[ -z "$MOLT_ABI_POLICY" ] || args+=("--policy=$MOLT_ABI_POLICY")
[ "$MOLT_ABI_WITNESS" != true ] || args+=(--witness)

status=0
annotations="$RUNNER_TEMP/molt-abi.annotations"
errors="$RUNNER_TEMP/molt-abi.errors"
"${command[@]}" "${args[@]}" --format github >"$annotations" 2>"$errors" || status=$?
# Between a release and the next candidate there is the release alone: it is judged as of its date, and the ledger is held to.
if [ "$status" -eq 3 ] && grep -q '^error\[history/no-candidate\]' "$errors"; then
  args+=(--candidate=latest)
  [ -n "$MOLT_ABI_AGAINST" ] || args+=(--against=latest)
  status=0
  "${command[@]}" "${args[@]}" --format github >"$annotations" 2>"$errors" || status=$?
fi
cat "$errors" >&2
# An ABI of this repository is what is to be judged, not the one that comes with the tool.
if grep -q '^warning\[reference/embedded\]' "$errors"; then
  echo "::error title=molt-abi::no ABI is named: give its folder as the input \`abi\`, or as \`abi\` in the configuration of molt-abi"
  exit 2
fi
cat "$annotations"
# Whatever else it is, it is no verdict, and there is nothing to report.
[ "$status" -le 1 ] || exit "$status"

for format in markdown sarif html; do
  case "$format" in markdown) file=molt-abi.md ;; *) file="molt-abi.$format" ;; esac
  "${command[@]}" "${args[@]}" --format "$format" --output "$RUNNER_TEMP/$file"
  [ -s "$RUNNER_TEMP/$file" ] || { echo "the $format report was not written" >&2; exit 5; }
  echo "$format=$RUNNER_TEMP/$file" >>"$GITHUB_OUTPUT"
done
cat "$RUNNER_TEMP/molt-abi.md" >>"$GITHUB_STEP_SUMMARY"
exit "$status"
