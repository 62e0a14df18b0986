"""The plot subcommand: its pictures, what it answers to wrong use, its memory."""

import os
import subprocess
import xml.etree.ElementTree

import librosa
import numpy as np
import pytest
import soundfile
from conftest import SAMPLE_RATE, render
from pictures import inside, pixels

pytest_plugins = ("plot_steps",)

SOUND_KINDS = ("waveform", "mel", "chroma", "hpss", "tempogram", "mfcc")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", [*SOUND_KINDS, "genres", "compare"])
def test_every_kind_is_drawn_in_both_formats_and_themes(plot, song, tmp_path, kind, theme):
    songs = (song, song) if kind == "compare" else (song,)
    report = plot(kind, *songs, out=tmp_path / "a.png", theme=theme, width=640, height=400)
    assert (report["width"], report["height"]) == (640, 400)
    picture = pixels(tmp_path / "a.png")
    assert picture.shape == (400, 640, 3)
    corner = picture[2, 2].sum()
    assert corner > 700 if theme == "light" else corner < 100
    for axes in report["axes"]:
        assert len(np.unique(inside(picture, axes).reshape(-1, 3), axis=0)) > 3, "an empty area"
    plot(kind, *songs, out=tmp_path / "a.svg", theme=theme, width=640, height=400)
    root = xml.etree.ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 640 400"
    assert root.get("width") == "640px"


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_song_gives_the_same_bytes(plot, song, tmp_path, ending):
    plot("mel", song, out=tmp_path / f"a.{ending}")
    plot("mel", song, out=tmp_path / f"b.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_without_json_nothing_is_printed(earmark, song, tmp_path):
    done = earmark("plot", "waveform", song, "--out", tmp_path / "a.PNG")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert pixels(tmp_path / "a.PNG").shape == (500, 1200, 3)


def peak_kb(program, clean_env, *arguments) -> int:
    child = subprocess.Popen([program, *map(str, arguments)], env=clean_env)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0
    return usage.ru_maxrss


@pytest.mark.parametrize("kind", SOUND_KINDS)
def test_memory_does_not_grow_with_the_song(program, clean_env, tmp_path_factory, kind):
    """40 minutes against 10: their mel spectrograms alone would differ by 40 MB."""
    folder = tmp_path_factory.getbasetemp()
    peaks = []
    for minutes in (10, 40):
        path = folder / f"long-{minutes}.flac"
        if not path.exists():
            with soundfile.SoundFile(path, "w", SAMPLE_RATE, 1, format="FLAC") as file:
                for minute in range(minutes):
                    file.write(render(("blues", "pop", "metal")[minute % 3], minute, 60))
        peaks.append(peak_kb(program, clean_env, "plot", kind, path, "--out", folder / "long.png"))
    assert peaks[1] - peaks[0] < 4000


def wrong_uses(song, tmp_path) -> list[tuple[tuple, str]]:
    out = ("--out", tmp_path / "a.png")
    return [
        (("melody", song, *out), "KIND must be one of"),
        ((song, *out), "KIND must be one of"),
        (("mel", song), "earmark plot needs --out FILE"),
        (("mel", song, "--out", tmp_path / "a.jpg"), "--out must end in .png or .svg, not"),
        (("mel", song, "--out", tmp_path / "none" / "a.png"), "there is no folder"),
        (("mel", song, song, *out), "earmark plot mel draws 1 sound, not 2"),
        (("compare", song, *out), "earmark plot compare draws 2 sounds, not 1"),
        (("mel", song, *out, "--theme", "blue"), "--theme"),
        (("mel", song, *out, "--width", "399"), "--width"),
        (("mel", song, *out, "--height", "8001"), "--height"),
        (("mel", song, *out, "--hop-length", "2049"), "--hop-length"),
        (("mel", song, *out, "--start-s", "-1"), "--start-s"),
        (("mel", song, *out, "--duration-s", "0"), "--duration-s"),
        (("mfcc", song, *out, "--n-mfcc", "129"), "--n-mfcc"),
        (("mel", song, *out, "--n-mfcc", "13"), "--n-mfcc is for mfcc, not for mel"),
        (("waveform", song, *out, "--n-fft", "512"), "--n-fft is for mel, chroma, hpss, "),
        (("mel", song, *out, "--bundle", tmp_path), "--bundle is for genres, not for mel"),
        (("genres", song, *out, "--start-s", "3"), "--start-s is for waveform, mel, "),
        (("genres", song, *out, "--hop-s", "0.1"), "--hop-s"),
    ]


def test_wrong_use_is_answered_in_one_sentence(earmark, song, tmp_path):
    for arguments, said in wrong_uses(song, tmp_path):
        done = earmark("plot", *arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert said in done.err
        assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_bad_sound_fails_and_leaves_nothing(earmark, bundle, song, tmp_path):
    (tmp_path / "text.wav").write_text("no sound")
    soundfile.write(tmp_path / "empty.wav", np.zeros(0, dtype=np.float32), SAMPLE_RATE)
    out = tmp_path / "a.png"
    for kind in (*SOUND_KINDS, "genres", "compare"):
        flags = ("--bundle", bundle) if kind == "genres" else ()
        for name in ("text.wav", "empty.wav", "none.wav"):
            songs = (song, tmp_path / name) if kind == "compare" else (tmp_path / name,)
            done = earmark("plot", kind, *songs, "--out", out, *flags)
            assert (done.code, done.out) == (1, ""), done.err
            assert name in done.err
            assert len(done.err.splitlines()) == 1
    done = earmark("plot", "mel", song, "--out", out, "--start-s", "500")
    assert done.code == 1
    assert not out.exists()


def test_a_picture_that_stands_is_replaced_whole_or_not_at_all(earmark, song, tmp_path):
    out = tmp_path / "a.png"
    out.write_text("old")
    assert earmark("plot", "mel", tmp_path / "none.wav", "--out", out).code == 1
    assert out.read_text() == "old"
    assert earmark("plot", "mel", song, "--out", out).code == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_channels_that_cancel_are_told_and_the_louder_is_drawn(plot, earmark, tmp_path):
    y = render("pop", 4, 4)
    soundfile.write(tmp_path / "inverted.wav", np.stack([y, -0.9 * y], axis=1), SAMPLE_RATE)
    soundfile.write(tmp_path / "mono.wav", y, SAMPLE_RATE)
    for kind in SOUND_KINDS:
        out = {name: tmp_path / f"{name}.png" for name in ("inverted", "mono")}
        done = earmark(
            "plot", kind, tmp_path / "inverted.wav", "--title", "x", "--out", out["inverted"]
        )
        assert (done.code, done.err.count("the louder one is drawn")) == (0, 1), done.err
        plot(kind, tmp_path / "mono.wav", out=out["mono"], title="x")
        assert out["inverted"].read_bytes() == out["mono"].read_bytes()


def test_names_and_titles_may_be_of_any_text(plot, song, tmp_path):
    for name in ("a" * 200 + ".wav", "\u97f3\u697d <&>.wav", "\udcff.wav"):
        copy = tmp_path / name
        copy.write_bytes(song.read_bytes())
        plot("waveform", copy, out=tmp_path / "a.svg")
        xml.etree.ElementTree.parse(tmp_path / "a.svg")


def test_the_parameters_are_librosas(plot, song, tmp_path):
    given = {"n_fft": 1024, "hop_length": 256, "n_mels": 64, "sr": 16000}
    (axes,) = plot("mel", song, out=tmp_path / "a.png", **given)["axes"]
    y, _ = librosa.load(song, sr=16000)
    n_frames = 1 + y.size // 256
    assert axes["x"]["high"] == pytest.approx((n_frames - 0.5) * 256 / 16000)
    assert 7500 < axes["y"]["high"] < 8000


def test_without_cairo_one_sentence_says_what_to_install(program, clean_env, song, tmp_path):
    """A library of the same name that is none stands before the true one."""
    (tmp_path / "libcairo.so.2").write_text("no library")
    done = subprocess.run(
        [program, "plot", "mel", song, "--out", tmp_path / "a.png"],
        env={**clean_env, "LD_LIBRARY_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "drawing needs the library Cairo (Debian: libcairo2)" in done.stderr
    assert not (tmp_path / "a.png").exists()
