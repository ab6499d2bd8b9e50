import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** The jobs on Apache Spark's RDDs, as its Java users write them: Jobs JOB MASTER [FILE]. */
public final class Jobs {
  static long h1(long i) {
    return (i * 2654435761L) & 0xffffffffL;
  }

  static long h2(long i) {
    return (i * 2246822519L + 374761393L) & 0xffffffffL;
  }

  static JavaRDD<Long> range(JavaSparkContext sc, long end) {
    return sc.sc().range(0, end, 1, sc.defaultParallelism()).toJavaRDD().map(i -> (Long) i);
  }

  public static void main(String[] args) {
    SparkConf conf = new SparkConf().setMaster(args[1]).setAppName(args[0]);
    try (JavaSparkContext sc = new JavaSparkContext(conf)) {
      System.out.println(run(sc, args[0], args.length > 2 ? args[2] : ""));
    }
  }

  static String run(JavaSparkContext sc, String job, String file) {
    switch (job) {
      case "start":
        return "" + sc.parallelize(new ArrayList<Long>(), 2).count();
      case "range":
        return "" + range(sc, 50_000_000L).map(i -> i * 3 + 1).filter(i -> i % 7 == 0).count();
      case "pi":
        return "" + range(sc, 20_000_000L).filter(i -> {
          double x = h1(i) / 4294967296.0;
          double y = h2(i) / 4294967296.0;
          return x * x + y * y <= 1;
        }).count();
      case "word-count":
        return wordCount(sc, file);
      case "reduce-by-key":
        return "" + range(sc, 10_000_000L)
            .mapToPair(i -> new Tuple2<>(h1(i) % 1_000_000, i % 1_000))
            .reduceByKey(Long::sum)
            .map(pair -> (pair._1 % 97) * (pair._2 % 89))
            .reduce(Long::sum);
      case "sort":
        return sort(sc);
      case "join":
        JavaPairRDD<Long, Long> left =
            range(sc, 1_000_000L).mapToPair(i -> new Tuple2<>((i * 7_919) % 1_000_000, i));
        JavaPairRDD<Long, Long> right =
            range(sc, 1_000_000L).mapToPair(i -> new Tuple2<>((i * 104_729) % 1_000_000, i * 2));
        return "" + left.join(right)
            .map(pair -> (pair._2._1 % 1_000) * (pair._2._2 % 1_000))
            .reduce(Long::sum);
      case "k-means":
        return kMeans(sc);
      case "page-rank":
        return pageRank(sc);
      case "latency":
        return latency(sc);
      case "throughput":
        sc.parallelize(new ArrayList<Long>(), 100).count();
        long started = System.nanoTime();
        sc.parallelize(new ArrayList<Long>(), 10_000).count();
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.println("# tasks_per_s " + Math.round(10_000 / seconds));
        return "done";
      default:
        throw new IllegalArgumentException(job);
    }
  }

  static String wordCount(JavaSparkContext sc, String file) {
    JavaPairRDD<String, Integer> counts = sc.textFile(file)
        .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1))
        .reduceByKey(Integer::sum);
    long[] found = counts.aggregate(
        new long[] {0, 0, 0},
        (all, pair) -> new long[] {all[0] + 1, all[1] + pair._2, Math.max(all[2], pair._2)},
        (a, b) -> new long[] {a[0] + b[0], a[1] + b[1], Math.max(a[2], b[2])});
    return found[0] + " " + found[1] + " " + found[2];
  }

  static String sort(JavaSparkContext sc) {
    List<long[]> parts = range(sc, 5_000_000L)
        .map(i -> new Tuple2<>(h1(i), i))
        .sortBy(record -> record._1, true, sc.defaultParallelism())
        .mapPartitions(records -> {
          long place = 0;
          long sum = 0;
          long weighted = 0;
          long last = -1;
          long sorted = 1;
          while (records.hasNext()) {
            Tuple2<Long, Long> record = records.next();
            if (record._1 < last) sorted = 0;
            last = record._1;
            sum += record._2 % 10;
            weighted += place++ * (record._2 % 10);
          }
          return List.of(new long[] {place, sum, weighted, sorted}).iterator();
        })
        .collect();
    long place = 0;
    long checksum = 0;
    for (long[] part : parts) {
      if (part[3] == 0) throw new IllegalStateException("not sorted");
      checksum += part[2] + place * part[1];
      place += part[0];
    }
    return "" + checksum;
  }

  static String kMeans(JavaSparkContext sc) {
    JavaRDD<double[]> points = range(sc, 1_000_000L)
        .map(i -> new double[] {h1(i) / 4294967296.0, h2(i) / 4294967296.0})
        .cache();
    List<double[]> centers = new ArrayList<>(points.take(10));
    for (int iteration = 0; iteration < 10; iteration++) {
      double[][] around = centers.toArray(new double[0][]);
      List<Tuple2<Integer, double[]>> sums = points
          .mapToPair(point -> {
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < around.length; c++) {
              double dx = point[0] - around[c][0];
              double dy = point[1] - around[c][1];
              double distance = dx * dx + dy * dy;
              if (distance < least) {
                nearest = c;
                least = distance;
              }
            }
            return new Tuple2<>(nearest, new double[] {point[0], point[1], 1});
          })
          .reduceByKey((a, b) -> new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]})
          .collect();
      for (Tuple2<Integer, double[]> sum : sums) {
        double[] of = sum._2;
        centers.set(sum._1, new double[] {of[0] / of[2], of[1] / of[2]});
      }
    }
    double checksum = 0;
    for (double[] center : centers) checksum += center[0] + 2 * center[1];
    return String.format(Locale.ROOT, "%.4f", checksum);
  }

  static String pageRank(JavaSparkContext sc) {
    JavaPairRDD<Long, Iterable<Long>> links = range(sc, 1_000_000L)
        .mapToPair(i -> new Tuple2<>(h1(i) % 100_000, h2(i) % 100_000))
        .groupByKey()
        .cache();
    JavaPairRDD<Long, Double> ranks = links.mapValues(targets -> 1.0);
    for (int iteration = 0; iteration < 10; iteration++) {
      ranks = links.join(ranks)
          .values()
          .flatMapToPair(both -> {
            int count = 0;
            for (Long ignored : both._1) count++;
            List<Tuple2<Long, Double>> shares = new ArrayList<>(count);
            for (Long to : both._1) shares.add(new Tuple2<>(to, both._2 / count));
            return shares.iterator();
          })
          .reduceByKey(Double::sum)
          .mapValues(sum -> 0.15 + 0.85 * sum);
    }
    return String.format(Locale.ROOT, "%.2f", ranks.map(pair -> pair._2 * (pair._1 % 7)).reduce(Double::sum));
  }

  static String latency(JavaSparkContext sc) {
    double[] times = new double[500];
    for (int run = -100; run < times.length; run++) {
      long started = System.nanoTime();
      sc.parallelize(new ArrayList<Long>(), 2).count();
      if (run >= 0) times[run] = (System.nanoTime() - started) / 1e6;
    }
    Arrays.sort(times);
    System.out.println(String.format(Locale.ROOT, "# p50_ms %.3f", times[250]));
    return "done";
  }
}
