"""One-sided derivatives of the functions of the gradient collection, at 50 digits and more.

Run by hand: python collection.py points.txt > derivatives.txt
points.txt, from CollectionTest with -Dautodiff.write=true: name, tab, the numbers of the point.
Output: name, the value, then "left|right" for each coordinate; of large inputs "index=left|right" for some.
The functions are written again here, independently of the Java code.
"""
import sys
from mpmath import mp, mpf, sin, cos, tan, exp, log, sqrt, tanh, sinh, cosh, acos, asin, atan
from mpmath import erf, erfc, pi, floor, ceil, sign

mp.dps = 800
H = mpf(10) ** -60


def F(i):
    return mpf(i)


def relu(v):
    return v if v > 0 else F(0)


def hyp(a, b):
    return sqrt(a * a + b * b)


def lse(*x):
    return log(sum(exp(v) for v in x))


def sm(*x):
    t = sum(exp(v) for v in x)
    return [exp(v) / t for v in x]


def cdf(x):
    return erfc(-x / sqrt(F(2))) / 2


def java_doubles(seed, n, low, high):
    state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def bits(k):
        nonlocal state
        state = (state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return state >> (48 - k)

    out = []
    for _ in range(n):
        u = ((bits(26) << 27) + bits(27)) * 2.0 ** -53
        out.append(mpf(u * (high - low) + low))
    return out


def root(x):
    y = F(1)
    for _ in range(40):
        y -= (y ** 3 + y - x) / (3 * y * y + 1)
    return y


def fixed_point(x):
    y = mpf('0.6')
    for _ in range(30):
        y -= (y - x * cos(y)) / (1 + x * sin(y))
    return y


def iterate(f, n, y):
    for _ in range(n):
        y = f(y)
    return y


DRAWS = java_doubles(5, 200, -1.0, 1.0)
DRAWS2 = java_doubles(11, 300, -2.0, 2.0)
D = lambda text: mpf(float(text))  # the double of a literal


def interpolate(x):
    return 2 * x if x < 1 else 1 + x if x < 2 else 3 * x - 3


def network(w):
    total = F(0)
    for (a, b), t in (((D('0.5'), D('-1.2')), D('0.7')), ((D('1.5'), D('0.3')), D('-0.4'))):
        h = [tanh(w[0] * a + w[1] * b + w[4]), tanh(w[2] * a + w[3] * b + w[5])]
        total += (w[6] * h[0] + w[7] * h[1] + w[8] - t) ** 2
    return total / 2


def black_scholes(x):
    s, k, r, v, t = x
    d1 = (log(s / k) + (r + v * v / 2) * t) / (v * sqrt(t))
    return s * cdf(d1) - k * exp(-r * t) * cdf(d1 - v * sqrt(t))


def put(x):
    s, k, v = x
    d1 = log(s / k) / v + v / 2
    return k * cdf(v - d1) - s * cdf(-d1)


SAMPLE = [D('1.2'), D('0.7'), D('2.9'), D('1.8')]


def det3(a):
    return (a[0] * a[4] * a[8] + a[1] * a[5] * a[6] + a[2] * a[3] * a[7]
            - a[2] * a[4] * a[6] - a[1] * a[3] * a[8] - a[0] * a[5] * a[7])


def recurrent(w):
    h = F(0)
    for u in (D('0.5'), F(-1), D('1.5')):
        h = tanh(w[0] * h + w[1] * u + w[2])
    return (h - D('0.3')) ** 2


def layer_norm(x):
    m = sum(x) / 3
    return (x[0] - m) / sqrt(sum((v - m) ** 2 for v in x) / 3 + D('1e-5'))


def relu_network(w):
    z = w[4] * relu(w[0] - 2 * w[1]) + w[5] * relu(w[2] - 2 * w[3]) + w[6]
    return log(1 + exp(-z))


def inverse_form(a):
    d = a[0] * a[3] - a[1] * a[2]
    return ((a[3] - 2 * a[1]) + 3 * (2 * a[0] - a[2])) / d


C = F(299792458)
TAU = mpf(2 * 3.141592653589793)  # as a double
COULOMB = D('8.9875517873681764e9') * D('1.6e-19') ** 2
FUNCTIONS = {
    '1 - cos x': lambda x: 1 - cos(x[0]),
    'exp(x) - 1': lambda x: exp(x[0]) - 1,
    'variance by squares': lambda x: sum((v - sum(x) / 4) ** 2 for v in x) / 4,
    'root of a quadratic': lambda x: -2 * x[2] / (x[1] + sqrt(x[1] ** 2 - 4 * x[0] * x[2])),
    'x^2': lambda x: x[0] ** 2,
    'x^3': lambda x: x[0] ** 3,
    '1/x': lambda x: 1 / x[0],
    '1e300 x': lambda x: D('1e300') * x[0],
    'xy': lambda x: x[0] * x[1],
    'x^0.3': lambda x: x[0] ** D('0.3'),
    'log x of the huge': lambda x: log(x[0]),
    '1e-200 (2x - 3y)': lambda x: D('2e-200') * x[0] - D('3e-200') * x[1],
    'log x': lambda x: log(x[0]),
    'sqrt x': lambda x: sqrt(x[0]),
    '1/x at a wall': lambda x: 1 / x[0],
    'acos x': lambda x: acos(x[0]),
    'exp x': lambda x: exp(x[0]),
    'log1p x': lambda x: log(1 + x[0]),
    'tan x': lambda x: tan(x[0]),
    'sin(1e3 x)': lambda x: sin(1000 * x[0]),
    'sin(1e5 x)': lambda x: sin(100000 * x[0]),
    'x + 1e-3 sin(1e4 x)': lambda x: x[0] + D('1e-3') * sin(10000 * x[0]),
    'exp(-x) cos(50 x)': lambda x: exp(-x[0]) * cos(50 * x[0]),
    'tanh(1e4 (x - 0.5))': lambda x: tanh(10000 * (x[0] - F(1) / 2)),
    'sigmoid(1e6 x)': lambda x: 1 / (1 + exp(-10 ** 6 * x[0])),
    'exp(-1e8 x^2)': lambda x: exp(-10 ** 8 * x[0] ** 2),
    'x^50': lambda x: x[0] ** 50,
    '1e13 x + 6e-12 y': lambda x: 10 ** 13 * x[0] + D('6e-12') * x[1],
    'sum of c x^2, c from 1e-12 to 1e12': lambda x: D('1e-12') * x[0] ** 2 + x[1] ** 2 + 10 ** 12 * x[2] ** 2,
    'Rosenbrock, 1e6': lambda x: (1 - x[0]) ** 2 + 10 ** 6 * (x[1] - x[0] ** 2) ** 2,
    '|x - 1|': lambda x: abs(x[0] - 1),
    'max(x^2, y)': lambda x: max(x[0] ** 2, x[1]),
    '3 relu(x)': lambda x: 3 * relu(x[0]),
    'soft threshold': lambda x: sign(x[0]) * relu(abs(x[0]) - D('0.1')),
    '|x|': lambda x: abs(x[0]),
    'relu at 0': lambda x: relu(x[0]),
    '|x| + 3x': lambda x: abs(x[0]) + 3 * x[0],
    'max(x, y) + xy': lambda x: max(x[0], x[1]) + x[0] * x[1],
    '|x| among 20': lambda x: abs(x[11]) + sum(v * v for i, v in enumerate(x) if i != 11),
    'float32 polynomial': lambda x: 2 * x[0] ** 3 - 3 * x[0],
    'root of y + y^3 = x to 1.0E-4': lambda x: root(x[0]),
    'root of y + y^3 = x to 1.0E-8': lambda x: root(x[0]),
    'root of y + y^3 = x to 1.0E-14': lambda x: root(x[0]),
    'mean of exp(xz), fixed draws': lambda x: sum(exp(x[0] * z) for z in DRAWS) / 200,
    'floor(x) + x^2': lambda x: floor(x[0]) + x[0] ** 2,
    'round(10 x) / 10': lambda x: floor(10 * x[0] + F(1) / 2) / 10,
    'if x > 1 then 2x else 3x': lambda x: 2 * x[0] if x[0] > 1 else 3 * x[0],
    'x^2 at 0': lambda x: x[0] ** 2,
    'sum of squares at zeros': lambda x: x[0] ** 2 + x[1] ** 2 + x[2] ** 2,
    'xyz': lambda x: x[0] * x[1] * x[2],
    'cos x at 0': lambda x: cos(x[0]),
    'x^4 at 0': lambda x: x[0] ** 4,
    'constant': lambda x: D('3.7'),
    'x^2, ignores y': lambda x: x[0] ** 2,
    'x^2 y at equals': lambda x: x[0] ** 2 * x[1],
    'x^2 + 3xy + y^2': lambda x: x[0] ** 2 + 3 * x[0] * x[1] + x[1] ** 2,
    'x^3 at 1': lambda x: x[0] ** 3,
    'sin(x) exp(y)': lambda x: sin(x[0]) * exp(x[1]),
    "x' A x": lambda x: 2 * x[0] ** 2 + 4 * x[0] * x[1] + 3 * x[1] ** 2,
    'sin x, NaN claimed': lambda x: sin(x[0]),
    'sum of sines': lambda x: sum((1 + i % 3) * sin(v) for i, v in enumerate(x)),
    'sum of cubes': lambda x: sum(v ** 3 for v in x),
    'sin(exp(x^2))': lambda x: sin(exp(x[0] ** 2)),
    'five tanh': lambda x: iterate(tanh, 5, x[0]),
    'sqrt(1 + log(1 + x^2))': lambda x: sqrt(1 + log(1 + x[0] ** 2)),
    'logsumexp': lambda x: lse(*x),
    'cross-entropy of class 1': lambda x: -log(sm(*x)[1]),
    'first of the softmax': lambda x: sm(*x)[0],
    'tanh network': network,
    'pendulum energy': lambda x: x[1] ** 2 / 2 + D('9.81') * (1 - cos(x[0])),
    'Lennard-Jones': lambda x: 4 * (1 / x[0] ** 12 - 1 / x[0] ** 6),
    'Kepler energy': lambda x: (x[2] ** 2 + x[3] ** 2) / 2 - 1 / hyp(x[0], x[1]),
    'Black-Scholes call': black_scholes,
    'normal log-likelihood': lambda x: sum(-log(x[1]) - ((v - x[0]) / x[1]) ** 2 / 2 for v in SAMPLE),
    'logistic log-likelihood': lambda w: sum(
        log(1 / (1 + exp(-(w[0] * v + w[1]) * (1 if v > 1.5 else -1)))) for v in SAMPLE),
    'det of 3 x 3': det3,
    'log det of 2 x 2': lambda a: log(a[0] * a[3] - a[1] * a[2]),
    'trace of the inverse of 2 x 2': lambda a: (a[3] + a[0]) / (a[0] * a[3] - a[1] * a[2]),
    'sqrt(x + 1) - sqrt(x)': lambda x: sqrt(x[0] + 1) - sqrt(x[0]),
    'tan x - sin x': lambda x: tan(x[0]) - sin(x[0]),
    'x - sin x': lambda x: x[0] - sin(x[0]),
    '(exp(x) - 1 - x) / x^2': lambda x: (exp(x[0]) - 1 - x[0]) / x[0] ** 2,
    'long sum of alternating terms': lambda x: x[0] ** 2 + 3 * x[0],
    'sqrt of the tiny': lambda x: sqrt(x[0]),
    '1/x of the huge': lambda x: 1 / x[0],
    'x^4': lambda x: x[0] ** 4,
    'hypot': lambda x: hyp(x[0], x[1]),
    'x/y': lambda x: x[0] / x[1],
    'exp(1e-300 x)': lambda x: exp(D('1e-300') * x[0]),
    '1e-200 sin x + 1e-200 y^2': lambda x: D('1e-200') * (sin(x[0]) + x[1] ** 2),
    'asin x': lambda x: asin(x[0]),
    'x^0.1': lambda x: x[0] ** D('0.1'),
    'sqrt(1 - x^2)': lambda x: sqrt(1 - x[0] ** 2),
    'exp(exp(x))': lambda x: exp(exp(x[0])),
    'cosh x': lambda x: cosh(x[0]),
    'x log x': lambda x: x[0] * log(x[0]),
    '(1 - x)^-2': lambda x: (1 - x[0]) ** -2,
    'log log x': lambda x: log(log(x[0])),
    'sin(1e6 x)': lambda x: sin(10 ** 6 * x[0]),
    'sin(1/x)': lambda x: sin(1 / x[0]),
    'sin(x^2)': lambda x: sin(x[0] ** 2),
    'x^2 + 1e-4 sin(1e5 x)': lambda x: x[0] ** 2 + D('1e-4') * sin(10 ** 5 * x[0]),
    'cos(200 x) sin(300 y)': lambda x: cos(200 * x[0]) * sin(300 * x[1]),
    '1 / (1 + 1e6 (x - 1)^2)': lambda x: 1 / (1 + 10 ** 6 * (x[0] - 1) ** 2),
    'atan(1e5 (x - 2))': lambda x: atan(10 ** 5 * (x[0] - 2)),
    'exp(300 x)': lambda x: exp(300 * x[0]),
    'x^200': lambda x: x[0] ** 200,
    'tanh(1e3 x)': lambda x: tanh(1000 * x[0]),
    'exp(30 x) + 1e-8 y': lambda x: exp(30 * x[0]) + D('1e-8') * x[1],
    'sum of 10^k x': lambda x: D('1e-3') * x[0] + x[1] + 1000 * x[2],
    'log barrier': lambda x: 10 ** 6 * (x[0] + x[1]) - D('1e-3') * (log(x[0]) + log(x[1])),
    '1e10 (x - 1)^2 + y^2': lambda x: 10 ** 10 * (x[0] - 1) ** 2 + x[1] ** 2,
    'Huber': lambda x: x[0] ** 2 / 2 if abs(x[0]) <= 1 else abs(x[0]) - F(1) / 2,
    '|sin x|': lambda x: abs(sin(x[0])),
    'leaky relu': lambda x: max(x[0], D('0.01') * x[0]),
    'clip to [0, 1]': lambda x: min(F(1), relu(x[0])),
    'max of three': lambda x: max(x),
    '|x|^1.5': lambda x: sqrt(abs(x[0])) ** 3,
    'hinge': lambda x: relu(1 - 2 * x[0]),
    'pinball 0.3': lambda x: D('0.3') * x[0] if x[0] > 0 else D('-0.7') * x[0],
    'L1 norm': lambda x: abs(x[0]) + abs(x[1]) + abs(x[2]),
    '|x| exp(x)': lambda x: abs(x[0]) * exp(x[0]),
    'sqrt(x^2)': lambda x: abs(x[0]),
    'max(x^2, 2 - x)': lambda x: max(x[0] ** 2, 2 - x[0]),
    'cosine iterated to 1e-8': lambda x: fixed_point(x[0]),
    "Newton's cube root to 1e-4": lambda x: x[0] ** (F(1) / 3),
    'float32 dot product': lambda x: (3 * x[0] + x[1] - x[2]) / 2,
    'x^2 with a hash for noise': lambda x: x[0] ** 2,
    'option by fixed draws': lambda x: sum(
        log(1 + exp(4 * (x[0] * exp(D('0.2') * z) - 1))) / 4 for z in DRAWS2) / 300,
    'x mod 1': lambda x: x[0] - floor(x[0]),
    'ceil(x) sin(x)': lambda x: ceil(x[0]) * sin(x[0]),
    'signum(x) x^2': lambda x: abs(x[0]) * x[0],
    'step of 1e-3 at 2': lambda x: x[0] ** 2 + (D('1e-3') if x[0] > 2 else 0),
    'number of x above 1': lambda x: F((x[0] > 1) + (x[1] > 1)),
    'table by linear interpolation': lambda x: interpolate(x[0]),
    'sin^2 x': lambda x: sin(x[0]) ** 2,
    'tanh(x)^3': lambda x: tanh(x[0]) ** 3,
    "x' A y at zeros": lambda x: 2 * x[0] * x[2] - x[0] * x[3] + x[1] * x[2] + 3 * x[1] * x[3],
    'Rosenbrock at its minimum': lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2,
    'x^2 - y^2': lambda x: x[0] ** 2 - x[1] ** 2,
    'exp(-x^2)': lambda x: exp(-x[0] ** 2),
    '2-1-1 tanh network of zeros': lambda w: (
        w[3] * tanh(w[0] / 2 - 3 * w[1] / 2 + w[2]) + w[4] - D('0.7')) ** 2,
    'x^y': lambda x: exp(x[1] * log(x[0])),
    '(x - y)^3': lambda x: (x[0] - x[1]) ** 3,
    'product of ones': lambda x: x[0] * x[1] * x[2] * x[3],
    'x/y at ones': lambda x: x[0] / x[1],
    'trace of A^2': lambda a: a[0] ** 2 + 2 * a[1] * a[2] + a[3] ** 2,
    'sigmoid at 0': lambda x: 1 / (1 + exp(-x[0])),
    'log(exp(x) + exp(y))': lambda x: lse(*x),
    'exp x, one NaN claimed': lambda x: exp(x[0]) + x[1],
    'logsumexp of many': lambda x: lse(*x),
    'chained Rosenbrock': lambda x: sum(
        100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:])),
    'exp(sin(cos x))': lambda x: exp(sin(cos(x[0]))),
    'logistic map, 10 times': lambda x: iterate(lambda y: D('3.9') * y * (1 - y), 10, x[0]),
    '(1 + x)^x': lambda x: exp(x[0] * log(1 + x[0])),
    '1 / (1 + 1 / (1 + 1/x))': lambda x: 1 / (1 + 1 / (1 + 1 / x[0])),
    'logsumexp, temperature 1e-3': lambda x: D('1e-3') * lse(1000 * x[0], 1000 * x[1]),
    'mean cross-entropy of two': lambda x: -(log(sm(*x[:3])[2]) + log(sm(*x[3:])[0])) / 2,
    'binary cross-entropy with logits': lambda x: log(1 + exp(-x[0])) + log(1 + exp(x[1])),
    'entropy of softmax': lambda x: -sum(p * log(p) for p in sm(*x)),
    'recurrent network': recurrent,
    'layer norm': layer_norm,
    'relu network, logistic loss': relu_network,
    'attention to two': lambda x: sum(p * v for p, v in zip(sm(x[0] * x[1], x[0] * x[2]), x[3:])),
    'Coulomb': lambda x: COULOMB / hyp(x[0], x[1]),
    'Morse': lambda x: D('4.7') * (1 - exp(-D('1.9') * (x[0] - D('0.74')))) ** 2,
    'relativistic energy': lambda x: hyp(C * x[0], D('9.1e-31') * C * C),
    'van der Waals pressure': lambda x: D('8.314') * x[0] / (x[1] - D('4.3e-5')) - D('0.364') / x[1] ** 2,
    'bond price': lambda x: 5 / (1 + x[0]) + 5 / (1 + x[0]) ** 2 + 105 / (1 + x[0]) ** 3,
    'put far out of the money': put,
    'portfolio variance': lambda x: D('0.04') * x[0] ** 2 + 2 * D('0.006') * x[0] * x[1] + D('0.09') * x[1] ** 2,
    'Student t log-density': lambda x: -(x[1] + 1) / 2 * log(1 + x[0] ** 2 / x[1]),
    'Weibull log-density': lambda x: log(x[0] / x[1] * (D('2.3') / x[1]) ** (x[0] - 1)
                                         * exp(-(D('2.3') / x[1]) ** x[0])),
    'mixture of two normals': lambda x: log(D('0.3') * exp(-(D('1.1') - x[0]) ** 2 / 2)
                                            + D('0.7') * exp(-(D('1.1') - x[1]) ** 2 / 2)),
    'KL divergence of normals': lambda x: (x[0] ** 2 + x[1] ** 2 - 1) / 2 - log(x[1]),
    "u' inv(A) v": inverse_form,
    'larger eigenvalue': lambda a: (a[0] + a[2] + sqrt((a[0] - a[2]) ** 2 + 4 * a[1] ** 2)) / 2,
    'Rayleigh quotient': lambda x: (2 * x[0] ** 2 + 2 * x[0] * x[1] + 5 * x[1] ** 2) / (x[0] ** 2 + x[1] ** 2),
    'Vandermonde determinant': lambda x: (x[1] - x[0]) * (x[2] - x[0]) * (x[2] - x[1]),
    'x^2 + ripple of period 2^-20': lambda x: x[0] ** 2 + D('1e-6') * sin(TAU * 2 ** 20 * (x[0] - F(3) / 2)),
    '3x + ripple of period 1e-4': lambda x: 3 * x[0] + D('1e-5') * sin(TAU * 10000 * x[0]),
    'x + 1e-9 sin(1e9 x)': lambda x: x[0] + D('1e-9') * sin(10 ** 9 * x[0]),
    'sin(1e100 x)': lambda x: sin(D('1e100') * x[0]),
    'tanh(1e12 x)': lambda x: tanh(10 ** 12 * x[0]),
    'sin x of the large': lambda x: sin(x[0]),
    '1e16 + x': lambda x: 10 ** 16 + x[0],
    'sqrt(x^2 + 1e-16)': lambda x: sqrt(x[0] ** 2 + D('1e-16')),
    'x^1.5 on x >= 0': lambda x: sqrt(abs(x[0])) ** 3,
    'entropy near p = 1': lambda x: -x[0] * log(x[0]) - (1 - x[0]) * log(1 - x[0]),
    'sum of |x - k/1000|': lambda x: sum(abs(x[0] - mpf(k / 1000.0)) for k in range(1000)),
    'x + sqrt(1 / tanh(1/y))': lambda x: x[0] + sqrt(1 / tanh(1 / x[1])),
    '3x + 1e-5 |x - 1|': lambda x: 3 * x[0] + D('1e-5') * abs(x[0] - 1),
    '|x|^1.1': lambda x: abs(x[0]) ** D('1.1'),
    'exp x, relative noise 1e-10': lambda x: exp(x[0]),
    'x^2 as a float': lambda x: x[0] ** 2,
    'log of a float': lambda x: log(x[0]),
    'x^3 + x': lambda x: x[0] ** 3 + x[0],
    'exp(x - y)': lambda x: exp(x[0] - x[1]),
    'gradient in a buffer that is used again': lambda x: x[0] ** 2 * x[1],
    'half a square, which returns its input': lambda x: (x[0] ** 2 + x[1] ** 2) / 2,
    'sin x + ripple of period 2^-12': lambda x: sin(x[0]) + D('1e-4') * sin(TAU * 4096 * x[0]),
    'Weierstrass sum': lambda x: sum(cos(7 ** k * x[0]) / 2 ** k for k in range(4)),
    'triangle wave of period 1e-3': lambda x: abs(1000 * x[0] - floor(1000 * x[0] + F(1) / 2)),
    'exp(1e20 x)': lambda x: exp(10 ** 20 * x[0]),
    'atan(x / 1e-30)': lambda x: atan(x[0] / D('1e-30')),
    "day's cosine of a time stamp": lambda x: cos(TAU * x[0] / 86400),
    '(1e10 x - y)^2': lambda x: (10 ** 10 * x[0] - x[1]) ** 2,
    '1e-310 x': lambda x: D('1e-310') * x[0],
    'softplus(1e8 x) / 1e8': lambda x: log(1 + exp(10 ** 8 * x[0])) / 10 ** 8,
    '(1 - x)^2.5 on x <= 1': lambda x: sqrt(abs(1 - x[0])) ** 5,
    'sin(x) / x': lambda x: sin(x[0]) / x[0],
    'median of three': lambda x: sorted(x)[1],
    'x |x|^(1/3)': lambda x: x[0] * abs(x[0]) ** (F(1) / 3),
    'sin x, noise 1e-12': lambda x: sin(x[0]),
    'Simpson with as many intervals as needed': lambda x: sqrt(pi) / 2 * erf(x[0]),
    'product of floats': lambda x: x[0] * x[1] * x[2],
    'x^2 y + y^2': lambda x: x[0] ** 2 * x[1] + x[1] ** 2,
    'log(1 + x^2)': lambda x: log(1 + x[0] ** 2),
    'x^6': lambda x: x[0] ** 6,
    'sum of logs': lambda x: sum(log(v) for v in x),
}
NONE = {'gradient that overwrites x', 'mean of exp(xz), new draws', 'x^2 that overwrites x',
        'log of a negative', 'counts its calls', 'dropout',
        'sorts its input', 'sqrt of a negative', 'running mean'}


def slope(f, x, middle, i, h):
    """(f(x + h) - f(x)) / h, and 0 where that shrinks with h."""
    at = lambda h: (f(x[:i] + [x[i] + h] + x[i + 1:]) - middle) / h
    s = at(h)
    return F(0) if abs(at(h * H)) < abs(s) * D('1e-10') else s


def few(n):
    return range(n) if n <= 50 else sorted({0, 1, 20, 77, 321, 250, n // 3, n // 2, n - 2, n - 1} & set(range(n)))


for line in open(sys.argv[1]):
    name, *numbers = line.rstrip('\n').split('\t')
    function = name[:name.rindex(' at ')]
    if function in NONE:
        continue
    f = FUNCTIONS[function]
    x = [mpf(float(v)) for v in numbers]
    n = len(x)
    middle = f(x)
    sides = ['-'] * n
    for i in few(n):
        h = abs(x[i]) * H if x[i] != 0 else H ** 5
        left, right = slope(f, x, middle, i, -h), slope(f, x, middle, i, h)
        sides[i] = mp.nstr(left, 25) + '|' + mp.nstr(right, 25)
    if n > 50:
        sides = [str(i) + '=' + s for i, s in enumerate(sides) if s != '-']
    print(name, mp.nstr(middle, 25), *sides, sep='\t')
