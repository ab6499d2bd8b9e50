"""The jobs in polars on two threads: polars_jobs.py JOB - [FILE]"""
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"
import polars as pl

job = sys.argv[1]
file = sys.argv[3] if len(sys.argv) > 3 else ""
i = pl.col("i")


def rows(n):
    return pl.LazyFrame().select(pl.int_range(0, n, dtype=pl.Int64).alias("i"))


def h1(e):
    return (e * 2654435761) % 4294967296


def h2(e):
    return (e * 2246822519 + 374761393) % 4294967296


def word_count():
    counts = (
        pl.scan_csv(file, has_header=False, separator="\x01", quote_char=None, new_columns=["line"])
        .select(pl.col("line").str.split(" ").alias("w"))
        .explode("w")
        .group_by("w")
        .len()
        .select(pl.len().alias("d"), pl.col("len").sum().alias("t"), pl.col("len").max().alias("m"))
        .collect(engine="streaming")
    )
    return "%d %d %d" % counts.row(0)


def k_means():
    points = rows(1_000_000).select((h1(i) / 2**32).alias("x"), (h2(i) / 2**32).alias("y")).collect()
    centers = points.head(10).rows()
    for _ in range(10):
        distances = [((pl.col("x") - cx) ** 2 + (pl.col("y") - cy) ** 2).alias(str(c)) for c, (cx, cy) in enumerate(centers)]
        near = points.lazy().with_columns(pl.concat_list(distances).list.arg_min().alias("c"))
        for c, x, y in near.group_by("c").agg(pl.col("x").mean(), pl.col("y").mean()).collect().rows():
            centers[c] = (x, y)
    return "%.4f" % sum(x + 2 * y for x, y in centers)


def page_rank():
    edges = rows(1_000_000).select((h1(i) % 100_000).alias("a"), (h2(i) % 100_000).alias("b")).collect()
    degrees = edges.group_by("a").len()
    edges = edges.join(degrees, on="a")
    ranks = degrees.select("a", pl.lit(1.0).alias("r"))
    for _ in range(10):
        ranks = (
            edges.lazy()
            .join(ranks.lazy(), on="a")
            .group_by("b")
            .agg((pl.col("r") / pl.col("len")).sum().alias("s"))
            .select(pl.col("b").alias("a"), (0.15 + 0.85 * pl.col("s")).alias("r"))
            .collect()
        )
    return "%.2f" % ranks.select((pl.col("r") * (pl.col("a") % 7)).sum()).item()


def latency():
    times = []
    for run in range(600):
        started = time.perf_counter()
        rows(0).select(pl.len()).collect()
        if run >= 100:
            times.append((time.perf_counter() - started) * 1000)
    print("# p50_ms %.3f" % sorted(times)[250])
    return "done"


def join():
    left = rows(1_000_000).select(((i * 7919) % 1_000_000).alias("k"), i.alias("a"))
    right = rows(1_000_000).select(((i * 104729) % 1_000_000).alias("k"), (i * 2).alias("b"))
    return left.join(right, on="k").select(((pl.col("a") % 1000) * (pl.col("b") % 1000)).sum()).collect().item()


jobs = {
    "start": lambda: rows(0).select(pl.len()).collect().item(),
    "range": lambda: rows(50_000_000).filter((i * 3 + 1) % 7 == 0).select(pl.len()).collect().item(),
    "pi": lambda: rows(20_000_000)
    .select((h1(i) / 2**32).alias("x"), (h2(i) / 2**32).alias("y"))
    .filter(pl.col("x") * pl.col("x") + pl.col("y") * pl.col("y") <= 1)
    .select(pl.len())
    .collect()
    .item(),
    "word-count": word_count,
    "reduce-by-key": lambda: rows(10_000_000)
    .select((h1(i) % 1_000_000).alias("k"), (i % 1000).alias("v"))
    .group_by("k")
    .agg(pl.col("v").sum())
    .select(((pl.col("k") % 97) * (pl.col("v") % 89)).sum())
    .collect()
    .item(),
    "sort": lambda: rows(5_000_000)
    .with_columns(h1(i).alias("k"))
    .sort("k")
    .with_row_index("place")
    .select((pl.col("place").cast(pl.Int64) * (i % 10)).sum())
    .collect()
    .item(),
    "join": join,
    "k-means": k_means,
    "page-rank": page_rank,
    "latency": latency,
}
print(jobs[job]())
