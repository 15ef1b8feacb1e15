"""Attention, transformers and positions: values and gradients of every option."""
import math

import torch
import torch.nn.functional as F

from reference import Reference

torch.manual_seed(6)
torch.set_default_dtype(torch.float64)


def run(ref, case, inputs, parameters, function):
    """Puts inputs, parameters (path: tensor, how it looks there), value, upstream gradient and all gradients."""
    for name, x in inputs.items():
        ref.put(f"{case}/{name}", x)
    leaves = {name: x.clone().requires_grad_() for name, x in inputs.items()}
    y = function(**leaves)
    up = torch.randn(y.shape)
    ref.put(f"{case}/y", y)
    ref.put(f"{case}/up", up)
    (y * up).sum().backward()
    for name, x in leaves.items():
        if x.grad is not None:
            ref.put(f"{case}/d/{name}", x.grad)
    for path, (p, view) in parameters.items():
        ref.put(f"{case}/param/{path}", view(p.detach()))
        ref.put(f"{case}/grad/{path}", view(p.grad))


def same(x):
    return x


def turned(x):
    return x.T


def scaled_dot_product():
    ref = Reference("attention-dot")

    def f(q, k, v, **options):
        return F.scaled_dot_product_attention(q, k, v, **options)

    def qkv(*batch, t=4, s=5, d=3, e=2):
        return dict(q=torch.randn(*batch, t, d), k=torch.randn(*batch, s, d), v=torch.randn(*batch, s, e))

    run(ref, "plain", qkv(2), {}, f)
    run(ref, "matrices", qkv(), {}, f)
    run(ref, "heads", qkv(2, 3), {}, f)
    run(ref, "scale", qkv(2), {}, lambda q, k, v: f(q, k, v, scale=0.7))
    run(ref, "causal", qkv(2, t=5), {}, lambda q, k, v: f(q, k, v, is_causal=True))
    run(ref, "causal-wide", qkv(2, t=3), {}, lambda q, k, v: f(q, k, v, is_causal=True))
    run(ref, "causal-high", qkv(2, t=6, s=4), {}, lambda q, k, v: f(q, k, v, is_causal=True))
    allowed = torch.rand(2, 1, 4, 5) < 0.5
    allowed[..., 0] = True
    ref.put("allow/mask", allowed)
    run(ref, "allow", qkv(2, 3), {}, lambda q, k, v: f(q, k, v, attn_mask=allowed))
    allowed = torch.tensor([[1, 0, 1, 0, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 1]]).bool()
    ref.put("nothing/mask", allowed)
    run(ref, "nothing", qkv(2), {}, lambda q, k, v: f(q, k, v, attn_mask=allowed))
    added = dict(mask=torch.randn(4, 5))
    added["mask"][1, 2] = -math.inf
    run(ref, "add", qkv(2, 3) | added, {}, lambda q, k, v, mask: f(q, k, v, attn_mask=mask))
    grouped = qkv(2, 4)
    for name in "kv":
        grouped[name] = grouped[name][:, :2].clone()
    run(ref, "grouped", grouped, {}, lambda q, k, v: f(q, k, v, enable_gqa=True))
    ref.write()


def projections(m, prefix=""):
    size = m.embed_dim
    found = {}
    own = [m.q_proj_weight, m.k_proj_weight, m.v_proj_weight]
    for i, name in enumerate(["query", "key", "value"]):
        part = slice(i * size, (i + 1) * size)
        if m.in_proj_weight is not None:
            found[f"{prefix}{name}.weight"] = (m.in_proj_weight, lambda w, part=part: w[part].T)
        else:
            found[f"{prefix}{name}.weight"] = (own[i], turned)
        if m.in_proj_bias is not None:
            found[f"{prefix}{name}.bias"] = (m.in_proj_bias, lambda b, part=part: b[part])
    found |= linear(m.out_proj, prefix + "out")
    if m.bias_k is not None:
        found[prefix + "learnedKey"] = (m.bias_k, torch.flatten)
        found[prefix + "learnedValue"] = (m.bias_v, torch.flatten)
    return found


def linear(m, path):
    found = {path + ".weight": (m.weight, turned)}
    if m.bias is not None:
        found[path + ".bias"] = (m.bias, same)
    return found


def norm(m, path):
    found = {path + ".weight": (m.weight, same)}
    if m.bias is not None:
        found[path + ".bias"] = (m.bias, same)
    return found


def randomise(m):
    for p in m.parameters():
        torch.nn.init.normal_(p, 0, 0.5)
    return m


def multi_head():
    ref = Reference("attention-heads")

    def attention(size=4, heads=2, **options):
        return randomise(torch.nn.MultiheadAttention(size, heads, batch_first=True, **options))

    def qkv(n=2, t=4, s=3, size=4, kdim=4, vdim=4):
        batch = [] if n is None else [n]
        return dict(
            q=torch.randn(*batch, t, size), k=torch.randn(*batch, s, kdim), v=torch.randn(*batch, s, vdim))

    def case(name, m, inputs, **call):
        for option, value in call.items():
            if torch.is_tensor(value):
                ref.put(f"{name}/{option}", value)

        def function(q, k=None, v=None):
            y, weights = m(q, q if k is None else k, q if v is None else v, average_attn_weights=False, **call)
            ref.put(f"{name}/weights", weights)
            return y

        run(ref, name, inputs, projections(m), function)

    case("cross", attention(), qkv())
    case("self", attention(), dict(q=torch.randn(2, 4, 4)))
    case("unbatched", attention(), qkv(n=None))
    case("sizes", attention(kdim=3, vdim=5), qkv(kdim=3, vdim=5))
    case("no-bias", attention(bias=False), qkv())
    case("one-head", attention(heads=1), qkv())
    case("learned-key", attention(add_bias_kv=True), qkv())
    case("zero-key", attention(add_zero_attn=True), qkv())
    forbidden = torch.tensor([[0, 0, 1], [0, 1, 0], [1, 1, 0], [0, 0, 0]]).bool()
    padded = torch.tensor([[0, 0, 0], [0, 1, 0]]).bool()
    case("forbid", attention(), qkv(), attn_mask=forbidden)
    case("padding", attention(), qkv(), key_padding_mask=padded)
    case("padding-unbatched", attention(), qkv(n=None), key_padding_mask=padded[1])
    case("forbid-padding", attention(), qkv(), attn_mask=forbidden, key_padding_mask=padded)
    each = torch.rand(4, 4, 3) < 0.4
    each[..., 1] = False
    case("forbid-heads", attention(), qkv(), attn_mask=each)
    case("add", attention(), qkv(), attn_mask=torch.randn(4, 3))
    case("add-heads", attention(), qkv(), attn_mask=torch.randn(4, 4, 3))
    case("everything", attention(kdim=3, add_bias_kv=True, add_zero_attn=True), qkv(kdim=3),
         attn_mask=forbidden, key_padding_mask=padded)
    causal = torch.ones(4, 4).triu(1).bool()
    case("causal", attention(), dict(q=torch.randn(2, 4, 4)), attn_mask=causal)

    # without weights to return it has zeros where everything is masked, and not NaN
    m = attention()
    forbidden = torch.tensor([[0, 0, 1], [1, 1, 1], [1, 1, 0], [0, 0, 0]]).bool()
    ref.put("nothing/attn_mask", forbidden)
    run(ref, "nothing", qkv(), projections(m), lambda q, k, v: m(q, k, v, attn_mask=forbidden, need_weights=False)[0])
    ref.write()


def encoder_layer(m, prefix=""):
    return (projections(m.self_attn, prefix + "attention.") | linear(m.linear1, prefix + "linear1")
            | linear(m.linear2, prefix + "linear2") | norm(m.norm1, prefix + "norm1") | norm(m.norm2, prefix + "norm2"))


def decoder_layer(m, prefix=""):
    return (encoder_layer(m, prefix) | projections(m.multihead_attn, prefix + "cross.")
            | norm(m.norm3, prefix + "norm3"))


def transformers():
    ref = Reference("attention-transformer")
    size, heads, hidden = 4, 2, 5

    def options(**more):
        return dict(d_model=size, nhead=heads, dim_feedforward=hidden, dropout=0.0, batch_first=True) | more

    x = dict(x=torch.randn(2, 3, size))
    for first in (False, True):
        for activation in ("relu", "gelu"):
            m = randomise(torch.nn.TransformerEncoderLayer(**options(activation=activation, norm_first=first)))
            name = f"{'pre' if first else 'post'}-{activation}"
            run(ref, name, x, encoder_layer(m), lambda x: m(x))
    m = randomise(torch.nn.TransformerEncoderLayer(**options(bias=False)))
    run(ref, "no-bias", x, encoder_layer(m), lambda x: m(x))
    m = randomise(torch.nn.TransformerEncoderLayer(**options(layer_norm_eps=0.1)))
    run(ref, "eps", x, encoder_layer(m), lambda x: m(x))
    m = randomise(torch.nn.TransformerEncoderLayer(**options()))
    padded = torch.tensor([[0, 0, 0], [0, 0, 1]]).bool()
    causal = torch.ones(3, 3).triu(1).bool()
    ref.put("masks/padded", padded)
    run(ref, "masks", x, encoder_layer(m), lambda x: m(x, src_mask=causal, src_key_padding_mask=padded))
    m2 = randomise(torch.nn.TransformerEncoderLayer(**options()))
    run(ref, "unbatched", dict(x=torch.randn(3, size)), encoder_layer(m2), lambda x: m2(x))

    layer = torch.nn.TransformerEncoderLayer(**options(norm_first=True))
    for name, last in (("encoder", None), ("encoder-norm", torch.nn.LayerNorm(size))):
        e = randomise(torch.nn.TransformerEncoder(layer, 2, norm=last, enable_nested_tensor=False))
        parameters = encoder_layer(e.layers[0], "0.") | encoder_layer(e.layers[1], "1.")
        run(ref, name, x, parameters | (norm(last, "norm") if last else {}), lambda x: e(x))

    target = dict(x=torch.randn(2, 4, size), memory=torch.randn(2, 3, size))
    own = torch.ones(4, 4).triu(1).bool()
    for first in (False, True):
        d = randomise(torch.nn.TransformerDecoderLayer(**options(norm_first=first)))
        run(ref, f"decoder-{'pre' if first else 'post'}", target, decoder_layer(d),
            lambda x, memory: d(x, memory, tgt_mask=own, memory_key_padding_mask=padded))
    stack = torch.nn.TransformerDecoder(
        torch.nn.TransformerDecoderLayer(**options()), 2, norm=torch.nn.LayerNorm(size))
    randomise(stack)
    parameters = decoder_layer(stack.layers[0], "0.") | decoder_layer(stack.layers[1], "1.") | norm(stack.norm, "norm")
    run(ref, "decoder-stack", target, parameters, lambda x, memory: stack(x, memory, tgt_mask=own))
    ref.write()


scaled_dot_product()
multi_head()
transformers()
