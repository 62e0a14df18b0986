"""Audio in, genre out: a Gradio page that asks an Earmark service.

API_URL names the service's route, http://127.0.0.1:8000/predict/music where it is not set.
"""

import os

import gradio
import httpx
import numpy as np

API_URL = os.environ.get("API_URL", "http://127.0.0.1:8000/predict/music")
TIMEOUT_S = 120


def predict(audio: tuple[int, np.ndarray] | None) -> str:
    """The genre of what gradio.Audio gives: the sample rate, and samples [n] or [n, channels]."""
    if audio is None:
        raise gradio.Error("Choose a song, or record one, first.")
    sample_rate, samples = audio
    body = {
        "audios": samples.tolist(),
        "sample_rate": sample_rate,
        "gtzan_model": "Random Forest",
        "mfcc_model": "CNN",
    }
    try:
        answer = httpx.post(API_URL, json=body, timeout=TIMEOUT_S)
    except httpx.HTTPError as error:
        raise gradio.Error(f"The service at {API_URL} does not answer: {error}") from error
    if answer.is_error:
        raise gradio.Error(answer.json().get("detail", answer.text))
    return answer.json()


page = gradio.Interface(
    fn=predict,
    inputs=gradio.Audio(label="Song"),
    outputs=gradio.Label(label="Predicted genre"),
    flagging_mode="never",
    title="Music genre",
    description="Drop a song, or record one, and ask an Earmark service for its genre.",
    api_name="predict",
)

if __name__ == "__main__":
    page.launch(server_name="127.0.0.1")
