"""state_dicts of PyTorch as safetensors, with inputs and outputs: what Checkpoints.fromPyTorch has to agree with.

Writes src/test/resources/org/autodiff/nn/io/pytorch. Needs torch and safetensors.
"""
import os

import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
FOLDER = os.path.join(os.path.dirname(__file__), "..", "resources", "org", "autodiff", "nn", "io", "pytorch")
os.makedirs(FOLDER, exist_ok=True)
cases = {}


def case(name, module, *inputs, call=None):
    """Random statistics, evaluation mode, the result for the inputs."""
    with torch.no_grad():
        for key, buffer in module.named_buffers():
            if key.endswith("running_mean"):
                buffer.normal_()
            elif key.endswith("running_var"):
                buffer.uniform_(0.5, 2)
        for p in module.parameters():
            if p.dim() == 1:
                p.normal_()  # PyTorch starts many biases at 0, where a wrong place would not show
        module.eval()
        y = (call or (lambda m, *x: m(*x)))(module, *inputs)
    save_file(module.state_dict(), os.path.join(FOLDER, f"{name}.safetensors"))
    for i, x in enumerate(inputs):
        cases[f"{name}.x{i}"] = x.to(torch.float64).contiguous()
    cases[f"{name}.y"] = y.contiguous()


def r(*shape):
    return torch.randn(*shape)


class Net(nn.Module):
    """A model of several parts, with names of two words."""

    def __init__(self):
        super().__init__()
        self.word_table = nn.Embedding(5, 4)
        self.encoder = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.LayerNorm(3))
        self.out_layer = nn.Linear(3, 2, bias=False)

    def forward(self, x):
        return self.out_layer(self.encoder(self.word_table(x.long())))


case("linear", nn.Linear(3, 2), r(4, 3))
case("linear_nobias", nn.Linear(3, 2, bias=False), r(4, 3))
case("bilinear", nn.Bilinear(3, 4, 2), r(5, 3), r(5, 4))
case("embedding", nn.Embedding(6, 3, padding_idx=1), torch.tensor([[0.0, 1, 5]]), call=lambda m, x: m(x.long()))
case("conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=1, groups=2), r(2, 4, 7))
case("conv2d", nn.Conv2d(2, 3, (3, 2), dilation=(1, 2)), r(2, 2, 5, 6))
case("conv_transpose1d", nn.ConvTranspose1d(4, 2, 3, stride=2, groups=2), r(2, 4, 5))
case("conv_transpose2d", nn.ConvTranspose2d(2, 3, 3, stride=2, output_padding=1), r(1, 2, 3, 4))
case("batch_norm1d", nn.BatchNorm1d(3), r(4, 3))
case("batch_norm2d", nn.BatchNorm2d(3), r(2, 3, 2, 2))
case("layer_norm", nn.LayerNorm([2, 3]), r(4, 2, 3))
case("group_norm", nn.GroupNorm(2, 4), r(2, 4, 3))
case("prelu", nn.PReLU(3), r(2, 3, 2))
case("rnn", nn.RNN(2, 3, batch_first=True), r(2, 4, 2), call=lambda m, x: m(x)[0])
case("lstm", nn.LSTM(2, 3, num_layers=2, bidirectional=True, batch_first=True), r(2, 4, 2),
     call=lambda m, x: m(x)[0])
case("lstm_projected", nn.LSTM(2, 4, proj_size=3, batch_first=True), r(2, 4, 2), call=lambda m, x: m(x)[0])
case("gru", nn.GRU(2, 3, num_layers=2, batch_first=True), r(2, 4, 2), call=lambda m, x: m(x)[0])
case("lstm_cell", nn.LSTMCell(2, 3), r(4, 2), call=lambda m, x: m(x)[0])
case("attention", nn.MultiheadAttention(4, 2, batch_first=True, add_bias_kv=True), r(2, 3, 4),
     call=lambda m, x: m(x, x, x)[0])
case("attention_sizes", nn.MultiheadAttention(4, 2, batch_first=True, kdim=3, vdim=5), r(2, 3, 4), r(2, 6, 3),
     r(2, 6, 5), call=lambda m, q, k, v: m(q, k, v)[0])
encoder_layer = nn.TransformerEncoderLayer(4, 2, dim_feedforward=6, batch_first=True)
case("encoder_layer", encoder_layer, r(2, 3, 4))
case("encoder", nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, norm_first=True, batch_first=True), 2,
                                      norm=nn.LayerNorm(4)), r(2, 3, 4))
case("decoder", nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 6, batch_first=True), 2), r(2, 3, 4),
     r(2, 5, 4))
case("cnn", nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                          nn.Linear(8, 3)), r(2, 1, 4, 4))
case("net", Net(), torch.tensor([[0.0, 3], [4, 1]]))
save_file(cases, os.path.join(FOLDER, "cases.safetensors"))

# Half of the digits: float32 and bfloat16 files of the same weights.
half = nn.Linear(3, 2)
save_file({k: v.to(torch.float32) for k, v in half.state_dict().items()}, os.path.join(FOLDER, "float32.safetensors"))
save_file({k: v.to(torch.bfloat16) for k, v in half.state_dict().items()}, os.path.join(FOLDER, "bfloat16.safetensors"))
