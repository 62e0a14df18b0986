"""Time epochs of the small CNN in Keras (TensorFlow): N_SEGMENTS EPOCHS THREADS."""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np
import tensorflow as tf
from tensorflow import keras

n, epochs, threads = map(int, sys.argv[1:4])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
keras.utils.set_random_seed(0)
x = (40 * np.random.default_rng(1).standard_normal((n, 130, 13, 1))).astype(np.float32)
y = np.arange(n) % 10
layers = keras.layers
model = keras.Sequential(
    [
        keras.Input((130, 13, 1)),
        layers.BatchNormalization(),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2, padding="same"),
        layers.Conv2D(32, 3, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)),
        layers.MaxPooling2D(2, padding="same"),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
assert sum(int(np.prod(w.shape)) for w in model.trainable_weights) == 265404
model.compile(keras.optimizers.Adam(1e-4), "sparse_categorical_crossentropy", metrics=["accuracy"])


class Clock(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter(), time.process_time()

    def on_epoch_end(self, epoch, logs=None):
        wall, cpu = self.start
        print(
            json.dumps(
                {
                    "wall_s": time.perf_counter() - wall,
                    "cpu_s": time.process_time() - cpu,
                    "loss": logs["loss"],
                }
            ),
            flush=True,
        )


# One tensor that lives in TensorFlow's memory: faster than handing over NumPy arrays.
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(n).batch(32).prefetch(2)
source = {"x": data} if "dataset" in sys.argv else {"x": x, "y": y, "batch_size": 32}
model.fit(**source, epochs=epochs, verbose=0, callbacks=[Clock()])
