"""How well altered copies are found by sound, and how often other recordings are taken for copies.

    measure_duplicates.py --tracks TRACKS.csv --earmark PATH --tool PATH --work FOLDER

Plants altered copies of some tracks among all of the list, prepares them together and runs the
search of libs/ml over what was prepared. Prints, for each kind of copy, how many were found with
their originals and their bit error rates; the pairs of different recordings, which are errors
unless the list itself holds a recording twice; and the time that the search took.
"""

import argparse
import csv
import json
import pathlib
import random
import statistics

import track_list

# ffmpeg's filter and the file's ending with what the encoder is told. 1.3816 s are 59.5 hops of 512
# samples at 22,050 Hz, so that no frame of the copy lies on one of the original.
KINDS = {
    "mp3_64k": ("anull", "mp3", ["-b:a", "64k"]),
    "mp3_128k": ("anull", "mp3", ["-b:a", "128k"]),
    "opus_48k": ("anull", "opus", ["-b:a", "48k"]),
    "louder_12db_clipped": ("volume=12dB", "flac", ["-sample_fmt", "s16"]),
    "quieter_12db": ("volume=-12dB", "flac", ["-sample_fmt", "s16"]),
    "cut_0.1s": ("atrim=start=0.1", "flac", ["-sample_fmt", "s16"]),
    "cut_1.37s": ("atrim=start=1.37", "flac", ["-sample_fmt", "s16"]),
    "cut_1.3816s": ("atrim=start=1.3816", "flac", ["-sample_fmt", "s16"]),
    "cut_10s": ("atrim=start=10", "flac", ["-sample_fmt", "s16"]),
    "16khz": ("aresample=16000", "flac", ["-sample_fmt", "s16"]),
    "noise_30db": ("", "flac", ["-sample_fmt", "s16"]),
    "excerpt_10s": ("atrim=start=7.3:duration=10", "flac", ["-sample_fmt", "s16"]),
    "cut_1.3816s_mp3_64k": ("atrim=start=1.3816", "mp3", ["-b:a", "64k"]),
}
LONG_ENOUGH_S = 25.0


def rms_db(path: str) -> float:
    log = track_list.ffmpeg("-i", path, "-af", "volumedetect", "-f", "null", "-").stderr
    return float(log.split(b"mean_volume:")[1].split()[0])


def alter(source: str, kind: str, out: pathlib.Path) -> None:
    """Write the copy, unless an earlier run has."""
    if out.exists():
        return
    filters, _, encoder = KINDS[kind]
    if kind == "noise_30db":
        # anoisesrc's white noise of amplitude a has an RMS of a/sqrt(3).
        amplitude = min(1.0, 3**0.5 * 10 ** ((rms_db(source) - 30) / 20))
        noise = f"anoisesrc=amplitude={amplitude:.6f}:color=white:seed=1:sample_rate=44100"
        graph = f"[0:a]aresample=44100,aformat=channel_layouts=mono[a];{noise}[n];"
        chosen = ["-filter_complex", f"{graph}[a][n]amix=duration=first:normalize=0"]
    else:
        chosen = ["-af", filters]
    part = out.with_name("part." + out.name)
    track_list.ffmpeg("-v", "error", "-y", "-i", source, *chosen, *encoder, str(part))
    part.rename(out)


def plant(arguments: argparse.Namespace) -> dict[str, tuple[str, str]]:
    """Write the copies and the list of all. Returns each id's original and kind ("" for itself)."""
    rows = track_list.read(arguments.tracks, ("id", "file", "genre", "duration_s"))
    origin = {row["id"]: (row["id"], "") for row in rows}
    listed = list(rows)
    long_rows = [row for row in rows if float(row["duration_s"]) >= LONG_ENOUGH_S]
    if not 1 <= arguments.n_tracks <= len(long_rows):
        track_list.stop(
            f"--n-tracks {arguments.n_tracks} must be between 1 and {len(long_rows)}, the tracks of "
            f"{LONG_ENOUGH_S:g} s or more in {arguments.tracks}"
        )
    sounds = arguments.work / "copies"
    sounds.mkdir(parents=True, exist_ok=True)
    for row in random.Random(arguments.seed).sample(long_rows, arguments.n_tracks):
        for kind, (_, ending, _) in KINDS.items():
            out = (sounds / f"{row['id']}.{kind}.{ending}").resolve()
            alter(row["file"], kind, out)
            listed.append(row | {"id": f"{row['id']}.{kind}", "file": str(out)})
            origin[listed[-1]["id"]] = (row["id"], kind)
    with (arguments.work / "tracks.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(listed)
    return origin


def search(arguments: argparse.Namespace) -> dict:
    data = arguments.work / "prepared"
    listed = ["--tracks", arguments.work / "tracks.csv", "--trunks", "none"]
    track_list.output_of(arguments.earmark, "prepare", *listed, "--out", data)
    return json.loads(track_list.output_of(arguments.tool, "sound-duplicates", f"data={data}"))


def report(found: dict, origin: dict[str, tuple[str, str]], n_tracks: int) -> None:
    rates: dict[str, list[float]] = {kind: [] for kind in KINDS}
    false_pairs = []
    n_between_copies = 0
    for pair in found["pairs"]:
        (first, first_kind), (second, second_kind) = (origin[pair[k]] for k in ("first", "second"))
        if first != second:
            false_pairs.append(pair)
        elif first_kind and second_kind:
            n_between_copies += 1
        else:
            rates[first_kind or second_kind].append(pair["bit_error_rate"])
    for kind, values in rates.items():
        middle = statistics.median(values) if values else float("nan")
        worst = max(values, default=float("nan"))
        print(f"{kind:22} {len(values):3}/{n_tracks}  bit errors {middle:.3f}, at most {worst:.3f}")
    of_kinds = n_tracks * len(KINDS) * (len(KINDS) - 1) // 2
    print(f"copies of one track with each other: {n_between_copies}/{of_kinds}")
    print(f"pairs of different tracks: {len(false_pairs)}")
    for pair in false_pairs:
        rate, offset = pair["bit_error_rate"], pair["offset_s"]
        print(f"  {pair['first']} {pair['second']} bit errors {rate:.3f} offset {offset:.2f} s")
    seconds = found["time_s"]["cpu"][0]
    print(f"{found['n_tracks']} tracks searched in {seconds:.2f} s of one core")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracks", type=pathlib.Path, required=True)
    parser.add_argument("--earmark", required=True)
    parser.add_argument("--tool", required=True, help="earmark_ml_tool, a target of the tests")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="kept between runs")
    parser.add_argument("--n-tracks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    origin = plant(arguments)
    report(search(arguments), origin, arguments.n_tracks)


if __name__ == "__main__":
    main()
