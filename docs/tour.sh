#!/usr/bin/env bash
# The tour of README.md in one go, against a Cesuur that runs. A test keeps the two alike and runs this one.
set -euo pipefail
cd "$(dirname "$0")/.."
trap 'kill $(jobs -p) 2> /dev/null || true' EXIT

source "${KEYS:-artifacts/keys.env}"
TOUR=$(mktemp -d)
api() { # api METHOD PATH CREDENTIAL [BODY]
  curl -sS --fail-with-body -w '\n' -X "$1" "$CESUUR_URL/v1$2" \
    -H "Authorization: Bearer $3" -H 'Content-Type: application/json' ${4:+-d "$4"}
}
pick() { # pick .member: that member of the JSON that comes in
  node -e "const json = require('fs').readFileSync(0, 'utf8'); let found;
    try { found = JSON.parse(json)$1 } catch {} if (found === undefined) throw json;
    console.log(typeof found === 'object' ? JSON.stringify(found) : found)"
}

CREATED=$(api POST /platform/organisations $OPERATOR_KEY '{"name":"Taalschool De Brug","licence":"organisation"}')
SCHOOL=$(pick .organisation.id <<< "$CREATED")
KEY=$(pick .apiKey <<< "$CREATED")
api POST /platform/organisations/$SCHOOL/entitlements $OPERATOR_KEY '{"publisherId":"'$PUBLISHER_ID'"}'
TOKEN=$(api POST /platform/credit-tokens $OPERATOR_KEY '{"credits":10}' | pick .tokens[0].token)

api POST /credits/redemptions $KEY '{"token":"'$TOKEN'"}'
CANDIDATE=$(api POST /candidates $KEY '{"name":"Amira Haddad","number":"2026-001"}' | pick .id)
GROUP=$(api POST /groups $KEY '{"name":"Groep A2"}' | pick .id)
api PUT /groups/$GROUP/candidates/$CANDIDATE $KEY
READING=$(api GET '/tests?skill=reading' $KEY | pick .data[0].id)
WRITING=$(api GET '/tests?skill=writing' $KEY | pick .data[0].id)

WHO='{"groupIds":["'$GROUP'"],"testIds":["'$READING'","'$WRITING'"]}'
api POST /invitations/preview $KEY "$WHO"
INVITED=$(api POST /invitations $KEY "$WHO")
READING_CODE=$(pick ".invitations.find(invitation => invitation.testId === '$READING').code" <<< "$INVITED")
WRITING_CODE=$(pick ".invitations.find(invitation => invitation.testId === '$WRITING').code" <<< "$INVITED")
echo "The candidate gets $READING_CODE and $WRITING_CODE"

npm ci --silent --prefix docs/receiver
PORT=${PORT:-5090}
SECRET=$(api POST /webhook-endpoints $KEY '{"url":"http://127.0.0.1:'$PORT'/","eventTypes":["result.graded"]}' | pick .secret)
SECRET=$SECRET PORT=$PORT node docs/receiver/receiver.mjs > $TOUR/received.txt &
RECEIVER=$!

SITTING_TOKEN=$(api POST /delivery/check-in none '{"code":"'$READING_CODE'"}' | pick .token)
api POST /delivery/start $SITTING_TOKEN > $TOUR/reading.json
ANSWERS=(a c b c a d b a c c)
N=0
for ITEM in $(pick '.sections.flatMap(section => section.items).map(item => item.id).join(" ")' < $TOUR/reading.json); do
  api PUT /delivery/responses/$ITEM $SITTING_TOKEN '{"revision":1,"answer":{"choice":"'${ANSWERS[N++]}'"}}'
done
api POST /delivery/finish $SITTING_TOKEN
api GET "/results?candidateId=$CANDIDATE" $KEY

for SECOND in {1..30}; do grep result.graded $TOUR/received.txt && break; sleep 1; done

SITTING_TOKEN=$(api POST /delivery/check-in none '{"code":"'$WRITING_CODE'"}' | pick .token)
api POST /delivery/start $SITTING_TOKEN > $TOUR/writing.json
for ITEM in $(pick '.sections.flatMap(section => section.items).map(item => item.id).join(" ")' < $TOUR/writing.json); do
  api PUT /delivery/responses/$ITEM $SITTING_TOKEN '{"revision":1,"answer":{"text":"Ik doe morgen boodschappen voor u."}}'
done
SITTING=$(api POST /delivery/finish $SITTING_TOKEN | pick .id)

NOOR=$(api POST /users $KEY '{"name":"Noor de Vries","email":"noor@example.org","roles":["teacher"]}' | pick .id)
api PUT /groups/$GROUP/teachers/$NOOR $KEY
ACTIVATION=$(api GET /platform/mails $OPERATOR_KEY |
  pick '.data.find(mail => mail.recipient === "noor@example.org").body.match(/cat_activate_\w+/)[0]')
api POST /auth/activation none '{"token":"'$ACTIVATION'","password":"een-lang-wachtwoord"}'
TEACHER=$(api POST /auth/login none \
  '{"organisation":"'$SCHOOL'","email":"noor@example.org","password":"een-lang-wachtwoord"}' | pick .accessToken)

api GET /sittings/$SITTING/rating $TEACHER |
  pick '.tasks.map(task => task.itemId + " " + task.rubric.criteria.map(criterion => `"${criterion.id}":1`)).join("\n")' |
  while read -r ITEM SCORES; do
    api PUT /sittings/$SITTING/rating/tasks/$ITEM $TEACHER "{\"scores\":{$SCORES}}"
  done
api POST /sittings/$SITTING/rating/finalisation $TEACHER

RESULTS=$(api GET "/results?candidateId=$CANDIDATE" $KEY | pick '.data.map(result => result.id)')
ASKED=$(api POST /reports $KEY '{"kind":"candidate","language":"en","resultIds":'"$RESULTS"'}')
JOB=$(pick .job.id <<< "$ASKED")
REPORT=$(pick .report.id <<< "$ASKED")
for SECOND in {1..30}; do api GET /jobs/$JOB $KEY | grep '"succeeded"' && break; sleep 1; done
curl -sS --fail-with-body "$CESUUR_URL/v1/reports/$REPORT/file" -H "Authorization: Bearer $KEY" -o $TOUR/report.pdf
echo "Open $TOUR/report.pdf"
kill $RECEIVER
