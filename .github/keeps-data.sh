#!/bin/sh
# Reads what `cdk diff --no-color` says, says it on, and fails when a change would replace or let go of something that holds data.
# CloudFormation keeps what is replaced (its removal policy is "retain"), but the service would go on with an empty one.
set -eu
diff=$(cat)
printf '%s\n' "$diff"
# What cdk says last: without it nobody has compared anything.
if ! printf '%s\n' "$diff" | grep -q 'Number of stacks with differences'; then
  echo 'cdk diff did not come to its end: nothing is known of what would change.' >&2
  exit 1
fi
if printf '%s\n' "$diff" |
  grep -E '^\[[-~]\] AWS::(DynamoDB|KMS|S3|SecretsManager|SQS)::' | grep -E '(replaced?|destroy|orphan)$'; then
  echo 'The resources above hold data, and this deployment would give them up: docs/upgrade.md' >&2
  exit 1
fi
