"""Clients that were written for the reference work unchanged."""

import json

import numpy as np
import pytest
import songs
from load import hold_memory, share

LABELS = {
    *("blues", "classical", "country", "disco", "hip hop", "jazz", "metal", "pop", "reggae", "rock")
}
JSON = {"Content-Type": "application/json"}


def ask(service, body: dict, path: str = "/predict/music"):
    answer = service.request("POST", path, json.dumps(body).encode(), JSON)
    assert answer.status == 200, answer.body
    return answer.json()


def as_gradio(seed: int, seconds: float = 6) -> np.ndarray:
    """A recording as gradio.Audio hands it over."""
    return (songs.samples(seed, seconds) * 32767).astype(np.int16)


def test_the_root_says_that_it_works(service):
    assert service.get("/").json() == {"Server": "is working !"}


@pytest.mark.parametrize("path", ["/predict/music", "/predict_music"])
@pytest.mark.parametrize("field", ["audios", "audio_array"])
@pytest.mark.parametrize("model", ["Random Forest", "Gaussian NB"])
def test_the_front_ends_own_body_is_answered_by_a_label(service, path, field, model):
    body = {field: as_gradio(1).tolist(), "gtzan_model": model, "mfcc_model": "CNN"}
    assert ask(service, body, path) in LABELS


def test_the_label_is_that_of_the_same_models_for_the_file(service):
    sound = as_gradio(2)
    scaled = sound / np.abs(sound.astype(float)).max()
    wav = songs.encoded(scaled.astype(np.float32).astype(float), "WAV")
    genre = service.predict(wav, "?members=forest,cnn").json()["genre"]
    label = ask(service, {"audios": sound.tolist()})
    assert label.replace(" ", "") == genre


def test_pairs_are_channels(service):
    left = as_gradio(3)
    pairs = np.stack([left, left], axis=1)
    assert ask(service, {"audios": pairs.tolist()}) == ask(service, {"audios": left.tolist()})
    column = left.reshape(-1, 1)
    assert ask(service, {"audios": column.tolist()}) == ask(service, {"audios": left.tolist()})


def test_the_sample_rate_is_kept(service):
    fast = (songs.samples(4, 6, 44100) * 32767).astype(np.int16)
    wav = songs.encoded(fast / np.abs(fast.astype(float)).max(), "WAV", 44100)
    genre = service.predict(wav, "?members=forest,cnn").json()["genre"]
    label = ask(service, {"audios": fast.tolist(), "sample_rate": 44100})
    assert label.replace(" ", "") == genre


def test_several_songs_have_as_many_labels(service):
    each = [as_gradio(seed).tolist() for seed in (5, 6, 7)]
    alone = [ask(service, {"audios": song}) for song in each]
    assert ask(service, {"audios": each}) == alone
    assert ask(service, {"audios": [each[0]]}) == alone[0]


def test_a_large_document_costs_little_memory(service):
    one = json.dumps(as_gradio(8, 30).tolist())[1:-1]
    body = b'{"audios": [' + ", ".join([one] * share(40)).encode() + b"]}"
    assert len(body) > share(150_000_000)
    before = service.memory_mb()
    answer = service.request("POST", "/predict/music", body, JSON)
    assert answer.status == 200
    hold_memory(service.memory_mb() - before, 600)


def test_a_document_that_is_none_costs_little_memory(service):
    size = share(50_000_000)
    service.request("POST", "/predict/music", b"x" * size, JSON)
    before = service.memory_mb()
    for body in (b"\n" * size + b"x", b'{"x": "' + b"a" * size, b'{"audios": [' + b"1" * size):
        answer = service.request("POST", "/predict/music", body, JSON)
        assert (answer.status, answer.json()["kind"]) == (400, "bad_json")
    # The document itself, which is in a file that is mapped.
    hold_memory(service.memory_mb() - before, 100)
