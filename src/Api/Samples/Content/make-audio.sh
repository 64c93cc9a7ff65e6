#!/usr/bin/env bash
# Makes listening-a2/media/*.mp3 anew from transcripts/*.txt. Needs espeak-ng and ffmpeg.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Who sounds like what: espeak-ng voice variant, pitch, words per minute.
# With the pauses between sentences this comes to some 115 words a minute, calm as A2 asks for.
voice() {
  case $1 in
    Linda) echo "nl+f2 55 135" ;;
    Klant) echo "nl+f4 48 135" ;;
    Verkoper) echo "nl+m3 32 132" ;;
    *) echo "no voice for speaker '$1'" >&2; return 1 ;;
  esac
}

silence() { ffmpeg -nostdin -v error -y -f lavfi -i "anullsrc=r=22050:cl=mono" -t "$1" "$2"; }

ffmpeg -nostdin -v error -y -f lavfi -i "sine=f=660:r=22050:d=0.35" \
  -af "volume=-4dB,afade=t=in:d=0.03,afade=t=out:st=0.25:d=0.1" "$work/tone.wav"
silence 1.0 "$work/lead.wav"
silence 0.7 "$work/pause.wav"

for transcript in transcripts/*.txt; do
  name=$(basename "$transcript" .txt)
  playlist="$work/$name.playlist"
  printf "file '%s'\n" tone.wav lead.wav >"$playlist"

  line_number=0
  while IFS= read -r line; do
    line_number=$((line_number + 1))
    settings=$(voice "${line%%: *}")
    read -r variant pitch speed <<<"$settings"
    spoken="$name-$line_number.wav"
    espeak-ng -v "$variant" -p "$pitch" -s "$speed" -g 1 -w "$work/$spoken" -- "${line#*: }"
    # Each line is levelled on its own, so that no speaker is louder than the other.
    ffmpeg -nostdin -v error -y -i "$work/$spoken" \
      -af "highpass=f=70,loudnorm=I=-18:TP=-2:LRA=7" -ar 22050 -ac 1 -c:a pcm_s16le "$work/level-$spoken"
    printf "file '%s'\n" "level-$spoken" pause.wav >>"$playlist"
  done <"$transcript"

  ffmpeg -nostdin -v error -y -f concat -i "$playlist" -ac 1 -ar 22050 -c:a libmp3lame -b:a 64k \
    -map_metadata -1 -fflags +bitexact -flags:a +bitexact "listening-a2/media/$name.mp3"
done
