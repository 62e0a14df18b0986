"""Audio in, genre out: a Gradio page that asks an Earmark service.

API_URL names the service's route, http://127.0.0.1:8000/predict/music where it is not set.
"""

import os

import gradio
import httpx
import numpy as np
from gradio.processing_utils import audio_from_file

API_URL = os.environ.get("API_URL", "http://127.0.0.1:8000/predict/music")
TIMEOUT_S = 120
KEPT_S = 3600


def problem(message: str) -> gradio.Error:
    """Shown to who asks; the log has no trace of what is no defect."""
    return gradio.Error(message, print_exception=False)


def decoded(file: str) -> tuple[int, np.ndarray]:
    """The sample rate, and samples [n] or [n, channels]."""
    try:
        return audio_from_file(file)
    except RuntimeError as error:
        # It says that ffmpeg is missing.
        raise problem(str(error)) from error
    except Exception as error:
        # Its decoders let through whatever stops them.
        raise problem("This file holds no sound that can be read.") from error


def detail(answer: httpx.Response) -> str:
    """The service's words for what it did not answer; there are none from what stands before it."""
    try:
        return answer.json()["detail"]
    except (ValueError, TypeError, KeyError):
        return f"{API_URL} answers {answer.status_code} {answer.reason_phrase}."


def predict(file: str | None) -> str:
    """The genre of a song, as the reference spells it."""
    if file is None:
        raise problem("Choose a song, or record one, first.")
    sample_rate, samples = decoded(file)
    body = {
        "audios": samples.tolist(),
        "sample_rate": sample_rate,
        "gtzan_model": "Random Forest",
        "mfcc_model": "CNN",
    }
    try:
        answer = httpx.post(API_URL, json=body, timeout=TIMEOUT_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise problem(f"The service at {API_URL} does not answer: {error}") from error
    if answer.is_error:
        raise problem(detail(answer))
    return answer.json()


page = gradio.Interface(
    fn=predict,
    # As a file: what holds no sound would be answered by no sentence if Gradio decoded it.
    # Without the button that sends it to a site.
    inputs=gradio.Audio(label="Song", type="filepath", buttons=["download"]),
    outputs=gradio.Label(label="Predicted genre"),
    flagging_mode="never",
    title="Music genre",
    description="Drop a song, or record one, and ask an Earmark service for its genre.",
    api_name="predict",
    # Else it tells its makers of each start, and keeps songs for good.
    analytics_enabled=False,
    delete_cache=(KEPT_S, KEPT_S),
)

if __name__ == "__main__":
    page.launch()
