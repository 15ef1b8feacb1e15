"""Small files as Python writes them, for the tests of org.autodiff.nn.io.

Written with NumPy 1.24.2, safetensors 0.8.0 and torch 1.13.0, from the folder of the module:

    python src/test/python/files.py

The tests read them, and compare the bytes of what is written there with those of float64.safetensors,
notes.safetensors, float64.npy, vector.npy, scalar.npy. With an argument it reads files that were written in Java, and
prints what is in them:

    python src/test/python/files.py FILE...
"""
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "resources/org/autodiff/nn/io"

FLOAT64 = {
    "weight": np.array([[1.5, -2.5, 1e300], [5e-324, -0.0, np.pi]]),
    "bias": np.array([np.inf, -np.inf, 0.1]),
    "scalar": np.array(-7.25),
    "empty": np.zeros((0, 2)),
    "line\n\"quoted\"\\\t\x01\x7f/<&>='": np.array([1.0]),
    "\u2028": np.array([2.0]),
    "\uffee": np.array([3.0]),  # before the next one by code points, after it by UTF-16
    "\U0001f600": np.array([4.0]),
}


def write():
    import torch
    from safetensors.numpy import save_file
    from safetensors.torch import save_file as save_torch

    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(FLOAT64, FOLDER / "float64.safetensors")
    # one text only: the library writes several in an order of chance
    save_file({"a": np.array([1.0, 2.0])}, FOLDER / "notes.safetensors", metadata={"note\n": "\u00e9\t\"\u2028"})
    save_torch(
        {
            "f64": torch.tensor([1.5, -2.5], dtype=torch.float64),
            "f32": torch.tensor([1.1, -2.5e-42, float("inf")], dtype=torch.float32),
            "f16": torch.tensor([1.1, -6e-8, 65504, float("-inf"), float("nan"), -0.0, 1e-4], dtype=torch.float16),
            "bf16": torch.tensor([1.1, -3e38, 1e-40, float("nan")], dtype=torch.bfloat16),
            "i64": torch.tensor([2**53, -(2**53), 3], dtype=torch.int64),
            "i32": torch.tensor([2**31 - 1, -(2**31)], dtype=torch.int32),
            "i16": torch.tensor([2**15 - 1, -(2**15)], dtype=torch.int16),
            "i8": torch.tensor([127, -128], dtype=torch.int8),
            "u8": torch.tensor([0, 255], dtype=torch.uint8),
            "bool": torch.tensor([[True, False]], dtype=torch.bool),
        },
        FOLDER / "types.safetensors",
        metadata={"format": "pt"},
    )
    save_file({"u16": np.array([65535], np.uint16), "u32": np.array([2**32 - 1], np.uint32),
               "u64": np.array([2**53], np.uint64)}, FOLDER / "unsigned.safetensors")
    save_file({"fine": np.array([1.0]), "large": np.array([2**53 + 1])}, FOLDER / "large.safetensors")
    save_torch({"c": torch.tensor([1 + 2j], dtype=torch.complex64)}, FOLDER / "complex.safetensors")

    np.save(FOLDER / "float64.npy", FLOAT64["weight"])
    np.save(FOLDER / "vector.npy", np.arange(12.0))
    np.save(FOLDER / "scalar.npy", np.array(-7.25))
    np.save(FOLDER / "float16.npy", np.array([1.1, -6e-8, 65504, -np.inf], np.float16))
    np.save(FOLDER / "fortran.npy", np.asfortranarray(np.arange(24, dtype=">i4").reshape(2, 3, 4)))
    np.save(FOLDER / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    np.save(FOLDER / "structure.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
    np.savez(FOLDER / "stored.npz", first=np.arange(6.0).reshape(2, 3), second=np.array([True, False]))
    np.savez_compressed(FOLDER / "deflated.npz", first=np.arange(6.0).reshape(2, 3), **{"a/b": np.zeros(5000)})


def read(path):
    if path.endswith(".safetensors"):
        from safetensors import safe_open

        with safe_open(path, "np") as f:
            print(path, f.metadata(), {name: f.get_tensor(name) for name in f.keys()})
    elif path.endswith(".npz"):
        with np.load(path) as f:
            print(path, {name: f[name] for name in f.files})
    else:
        print(path, repr(np.load(path)))


if __name__ == "__main__":
    for path in sys.argv[1:]:
        read(path)
    if len(sys.argv) == 1:
        write()
