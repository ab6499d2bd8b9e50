"""The jobs on PySpark's RDDs: pyspark_jobs.py JOB MASTER [FILE]"""
import sys
import time
from operator import add

from pyspark import SparkConf, SparkContext

job, master = sys.argv[1:3]
file = sys.argv[3] if len(sys.argv) > 3 else ""
sc = SparkContext(conf=SparkConf().setMaster(master).setAppName(job))
sc.setLogLevel("ERROR")
MASK = 0xFFFFFFFF


def h1(i):
    return (i * 2654435761) & MASK


def h2(i):
    return (i * 2246822519 + 374761393) & MASK


def inside(i):
    x = h1(i) / 2**32
    y = h2(i) / 2**32
    return x * x + y * y <= 1


def word_count():
    counts = sc.textFile(file).flatMap(lambda line: line.split(" ")).map(lambda w: (w, 1)).reduceByKey(add)
    found = counts.aggregate(
        (0, 0, 0),
        lambda all, pair: (all[0] + 1, all[1] + pair[1], max(all[2], pair[1])),
        lambda a, b: (a[0] + b[0], a[1] + b[1], max(a[2], b[2])),
    )
    return "%d %d %d" % found


def sort():
    def check(records):
        place = total = weighted = 0
        last, ordered = -1, True
        for key, i in records:
            ordered = ordered and key >= last
            last = key
            total += i % 10
            weighted += place * (i % 10)
            place += 1
        return [(place, total, weighted, ordered)]

    parts = sc.range(5_000_000).map(lambda i: (h1(i), i)).sortBy(lambda r: r[0]).mapPartitions(check).collect()
    place = checksum = 0
    for count, total, weighted, ordered in parts:
        assert ordered
        checksum += weighted + place * total
        place += count
    return checksum


def join():
    left = sc.range(1_000_000).map(lambda i: ((i * 7919) % 1_000_000, i))
    right = sc.range(1_000_000).map(lambda i: ((i * 104729) % 1_000_000, i * 2))
    return left.join(right).map(lambda p: (p[1][0] % 1000) * (p[1][1] % 1000)).sum()


def k_means():
    points = sc.range(1_000_000).map(lambda i: (h1(i) / 2**32, h2(i) / 2**32)).cache()
    centers = points.take(10)
    for _ in range(10):
        around = list(centers)

        def nearest(p):
            best, least = 0, float("inf")
            for c, (cx, cy) in enumerate(around):
                d = (p[0] - cx) ** 2 + (p[1] - cy) ** 2
                if d < least:
                    best, least = c, d
            return (best, (p[0], p[1], 1))

        sums = points.map(nearest).reduceByKey(lambda a, b: (a[0] + b[0], a[1] + b[1], a[2] + b[2])).collect()
        for c, (x, y, n) in sums:
            centers[c] = (x / n, y / n)
    return "%.4f" % sum(x + 2 * y for x, y in centers)


def page_rank():
    links = sc.range(1_000_000).map(lambda i: (h1(i) % 100_000, h2(i) % 100_000)).groupByKey().cache()
    ranks = links.mapValues(lambda _: 1.0)
    for _ in range(10):
        ranks = (
            links.join(ranks)
            .flatMap(lambda p: [(to, p[1][1] / len(p[1][0])) for to in p[1][0]])
            .reduceByKey(add)
            .mapValues(lambda s: 0.15 + 0.85 * s)
        )
    return "%.2f" % ranks.map(lambda p: p[1] * (p[0] % 7)).sum()


def latency():
    times = []
    for run in range(600):
        started = time.perf_counter()
        sc.parallelize([], 2).count()
        if run >= 100:
            times.append((time.perf_counter() - started) * 1000)
    print("# p50_ms %.3f" % sorted(times)[250])
    return "done"


jobs = {
    "start": lambda: sc.parallelize([], 2).count(),
    "range": lambda: sc.range(50_000_000).map(lambda i: i * 3 + 1).filter(lambda i: i % 7 == 0).count(),
    "pi": lambda: sc.range(20_000_000).filter(inside).count(),
    "word-count": word_count,
    "reduce-by-key": lambda: sc.range(10_000_000)
    .map(lambda i: (h1(i) % 1_000_000, i % 1000))
    .reduceByKey(add)
    .map(lambda p: (p[0] % 97) * (p[1] % 89))
    .sum(),
    "sort": sort,
    "join": join,
    "k-means": k_means,
    "page-rank": page_rank,
    "latency": latency,
}
print(jobs[job]())
sc.stop()
