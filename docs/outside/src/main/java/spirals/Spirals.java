package spirals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.io.Safetensors;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;

/**
 * Two spirals: {@code train FILE} learns which one a point is on and saves the model; {@code serve FILE PORT} loads it
 * and answers {@code GET /predict?x=0.5&y=1.2}.
 */
public final class Spirals {
    private static Layer network() {
        Rng rng = Rng.of(1);
        return Sequential.of(
                Linear.of(2, 32, rng),
                Activation.tanh(),
                Linear.of(32, 32, rng),
                Activation.tanh(),
                Linear.of(32, 2, rng));
    }

    /** Points on two spirals around the origin, with a little noise. */
    private static Dataset points(int each, Rng rng) {
        double[] noise = rng.normal(Shape.of(4 * each), 0, 0.05).toArray();
        double[] features = new double[4 * each];
        int[] labels = new int[2 * each];
        for (int i = 0; i < 2 * each; i++) {
            double angle = 2.5 * Math.PI * (i / 2 + 1) / each;
            double radius = 0.3 * angle * (i % 2 == 0 ? 1 : -1);
            features[2 * i] = radius * Math.cos(angle) + noise[2 * i];
            features[2 * i + 1] = radius * Math.sin(angle) + noise[2 * i + 1];
            labels[i] = i % 2;
        }
        return Dataset.of(NdArray.of(Shape.of(2 * each, 2), features), Index.of(labels));
    }

    private static double accuracy(Layer model, Dataset data) {
        Index predicted = model.apply(Tensor.of(data.features())).argmax(1);
        int[] right = data.labels().toArray();
        int[] given = predicted.toArray();
        return (double) java.util.stream.IntStream.range(0, right.length).filter(i -> right[i] == given[i]).count()
                / right.length;
    }

    private static void train(Path file) {
        Layer model = network();
        Optimizer optimizer = Optimizer.of(model, new Adam(), 0.01);
        BatchLoader loader = BatchLoader.shuffled(points(200, Rng.of(2)), 32, Rng.of(3));
        for (int epoch = 0; epoch < 100; epoch++) {
            for (Batch batch : loader) {
                Autodiff.step(() -> optimizer.step(
                        new CrossEntropy().apply(model.apply(batch.features()), batch.labels()).backward()));
            }
        }
        System.out.printf(Locale.ROOT, "accuracy %.3f%n", accuracy(model, points(100, Rng.of(4))));
        Safetensors.write(file, model.state());
    }

    private static HttpServer serve(Path file, int port) throws IOException {
        Layer model = network();
        model.load(Safetensors.read(file));
        model.eval(); // several threads may use it now
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/predict", exchange -> {
            double[] point = Arrays.stream(exchange.getRequestURI().getQuery().split("&"))
                    .mapToDouble(pair -> Double.parseDouble(pair.substring(2)))
                    .toArray();
            double second = model.apply(Tensor.of(new double[][] {point})).softmax(1).toArray()[1];
            byte[] answer = String.format(Locale.ROOT, "%.3f%n", second).getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    public static void main(String[] args) throws IOException {
        if (args[0].equals("train")) {
            train(Path.of(args[1]));
        } else {
            serve(Path.of(args[1]), Integer.parseInt(args[2]));
        }
    }
}
