"""Metrics by scikit-learn 1.9. Classes that neither occur nor are predicted do not count, as without its "labels"."""
import warnings

import numpy as np
from sklearn import metrics as m

from reference import Reference

warnings.simplefilter("ignore")
out = Reference("metrics")
rng = np.random.default_rng(1)


def classes(name, n, k, shown):
    """Scores of k classes; only some of them occur."""
    labels = rng.integers(0, shown, n)
    logits = rng.normal(size=(n, k)) + 1.5 * np.eye(k)[labels]
    logits[:, shown:] -= 9
    logits = np.round(logits, 3) + 1e-6 * np.arange(k)  # no two are equal
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    predicted = logits.argmax(1)
    out.put(f"{name}/logits", logits)
    out.put(f"{name}/probabilities", p)
    out.put(f"{name}/labels", labels)
    out.put(f"{name}/accuracy", m.accuracy_score(labels, predicted))
    for top in (2, 3):
        out.put(f"{name}/top{top}", m.top_k_accuracy_score(labels, logits, k=top, labels=range(k)))
    out.put(f"{name}/logLoss", m.log_loss(labels, p, labels=range(k)))
    out.put(f"{name}/confusion", m.confusion_matrix(labels, predicted, labels=range(k)))
    for score, function in (("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)):
        for average in ("macro", "micro", "weighted"):
            for zero in (0, 1, np.nan):
                out.put(
                    f"{name}/{score}/{average}/{zero}",
                    function(labels, predicted, average=average, zero_division=zero),
                )


classes("three", 40, 3, 3)
classes("absent", 25, 6, 4)
classes("few", 5, 5, 5)

labels = rng.integers(0, 2, 60)
p = np.clip(np.round(rng.normal(size=60) * 0.2 + 0.35 + 0.3 * labels, 1), 0, 1)  # many are equal; some are 0 or 1
out.put("binary/probabilities", p)
out.put("binary/labels", labels)
out.put("binary/rocAuc", m.roc_auc_score(labels, p))
out.put("binary/logLoss", m.log_loss(labels, p))
out.put("binary/precision", m.precision_score(labels, p >= 0.5))
out.put("binary/recall", m.recall_score(labels, p >= 0.5))
out.put("binary/f1", m.f1_score(labels, p >= 0.5))
out.put("binary/accuracy", m.accuracy_score(labels, p >= 0.5))

for name, outputs, offset in (("one", 1, 0), ("several", 4, 0), ("far", 2, 1e4)):
    truth = rng.normal(size=(30, outputs)) + offset
    predicted = truth + rng.normal(size=(30, outputs)) * 0.3
    out.put(f"{name}/targets", truth)
    out.put(f"{name}/predictions", predicted)
    out.put(f"{name}/rmse", m.root_mean_squared_error(truth.ravel(), predicted.ravel()))
    out.put(f"{name}/mae", m.mean_absolute_error(truth, predicted))
    out.put(f"{name}/r2", m.r2_score(truth, predicted))
out.write()
