"""Writes arrays for the tests, computed by PyTorch in float64: one line each, "name [dimensions] values", with enough
digits to read the same bits back. Run the scripts in this directory: each overwrites its file in the test resources."""
import pathlib

RESOURCES = pathlib.Path(__file__).parent.parent / "resources/org/autodiff/nn/reference"


class Reference:
    def __init__(self, name):
        self.path = RESOURCES / (name + ".txt")
        self.lines = {}

    def put(self, name, tensor):
        """Adds a tensor, array or number under a name without spaces, such as mse/mean/gradient."""
        values = tensor.detach().double() if hasattr(tensor, "detach") else tensor
        shape = list(values.shape) if hasattr(values, "shape") else []
        flat = values.reshape(-1).tolist() if hasattr(values, "reshape") else [float(values)]
        assert name not in self.lines and " " not in name, name
        self.lines[name] = f"{name} {shape!r}".replace(", ", ",") + "".join(f" {float(v)!r}" for v in flat)

    def write(self):
        self.path.write_text("\n".join(self.lines.values()) + "\n")
        print(f"{self.path.name}: {len(self.lines)} arrays")
