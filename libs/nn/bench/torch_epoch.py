"""Time epochs of the small CNN in PyTorch: N_SEGMENTS EPOCHS THREADS contiguous|channels-last."""

import json
import sys
import time

import numpy as np
import torch
from torch import nn

n, epochs, threads = map(int, sys.argv[1:4])
layout = torch.channels_last if sys.argv[4] == "channels-last" else torch.contiguous_format
torch.set_num_threads(threads)
torch.manual_seed(0)
x = torch.from_numpy(
    (40 * np.random.default_rng(1).standard_normal((n, 1, 130, 13))).astype(np.float32)
)
x = x.to(memory_format=layout)
y = torch.arange(n) % 10
model = nn.Sequential(
    nn.BatchNorm2d(1, eps=1e-3, momentum=0.01),
    nn.Conv2d(1, 8, 3),
    nn.ReLU(),
    nn.MaxPool2d(2, ceil_mode=True),
    nn.Conv2d(8, 32, 3),
    nn.ReLU(),
    nn.MaxPool2d(2, ceil_mode=True),
    nn.Flatten(),
    nn.Linear(1984, 128),
    nn.ReLU(),
    nn.Linear(128, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
).to(memory_format=layout)
assert sum(p.numel() for p in model.parameters()) == 265404
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, eps=1e-7, fused="fused" in sys.argv)
loss_of = nn.CrossEntropyLoss()
for _ in range(epochs):
    wall, cpu = time.perf_counter(), time.process_time()
    total = torch.zeros(())
    # Indexing whole batches: a DataLoader would only add to PyTorch's time.
    for rows in torch.randperm(n).split(32):
        loss = loss_of(model(x[rows]), y[rows]) + 0.01 * model[4].weight.square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(rows)
    print(
        json.dumps(
            {
                "wall_s": time.perf_counter() - wall,
                "cpu_s": time.process_time() - cpu,
                "loss": total.item() / n,
            }
        ),
        flush=True,
    )
