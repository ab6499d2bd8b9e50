"""The jobs in DuckDB's SQL on two threads: duckdb_jobs.py JOB - [FILE]"""
import sys
import time

import duckdb

job = sys.argv[1]
file = sys.argv[3] if len(sys.argv) > 3 else ""
db = duckdb.connect()
db.execute("set threads = 2")
db.execute("create macro h1(i) as (i * 2654435761) % 4294967296")
db.execute("create macro h2(i) as (i * 2246822519 + 374761393) % 4294967296")


def one(sql):
    return db.execute(sql).fetchone()[0]


def word_count():
    row = db.execute(
        f"""with words as (select unnest(string_split(line, ' ')) w from read_csv('{file}', columns = {{'line': 'varchar'}},
        delim = '\\x01', quote = '', escape = '', header = false)),
        counts as (select w, count(*) n from words group by w) select count(*), sum(n), max(n) from counts"""
    ).fetchone()
    return "%d %d %d" % row


def k_means():
    db.execute("create table points as select i, h1(i) / 4294967296.0::double x, h2(i) / 4294967296.0::double y from range(1000000) t(i)")
    db.execute("create table centers as select i c, x cx, y cy from points where i < 10")
    for _ in range(10):
        db.execute(
            """create or replace table moved as with near as (
            select x, y, (select arg_min(c, (x - cx) * (x - cx) + (y - cy) * (y - cy)) from centers) c from points)
            select c, avg(x) cx, avg(y) cy from near group by c"""
        )
        db.execute("create or replace table centers as select * from moved")
    return "%.4f" % one("select sum(cx + 2 * cy) from centers")


def page_rank():
    db.execute("create table edges as select h1(i) % 100000 a, h2(i) % 100000 b from range(1000000) t(i)")
    db.execute("create table degrees as select a, count(*) n from edges group by a")
    db.execute("create table ranks as select a, 1.0::double r from degrees")
    for _ in range(10):
        db.execute(
            """create or replace table moved as select b a, 0.15 + 0.85 * sum(r / n) r
            from edges join degrees using (a) join ranks using (a) group by b"""
        )
        db.execute("create or replace table ranks as select * from moved")
    return "%.2f" % one("select sum(r * (a % 7)) from ranks")


def latency():
    times = []
    for run in range(600):
        started = time.perf_counter()
        one("select count(*) from range(0)")
        if run >= 100:
            times.append((time.perf_counter() - started) * 1000)
    print("# p50_ms %.3f" % sorted(times)[250])
    return "done"


jobs = {
    "start": lambda: one("select count(*) from range(0)"),
    "range": lambda: one("select count(*) from range(50000000) t(i) where (i * 3 + 1) % 7 = 0"),
    "pi": lambda: one(
        "select count(*) from (select h1(i) / 4294967296.0::double x, h2(i) / 4294967296.0::double y from range(20000000) t(i)) where x * x + y * y <= 1"
    ),
    "word-count": word_count,
    "reduce-by-key": lambda: one(
        "select sum((k % 97) * (s % 89)) from (select h1(i) % 1000000 k, sum(i % 1000) s from range(10000000) t(i) group by k)"
    ),
    "sort": lambda: one(
        "select sum((place - 1) * (i % 10)) from (select i, row_number() over (order by h1(i)) place from range(5000000) t(i))"
    ),
    "join": lambda: one(
        """select sum((a % 1000) * (b % 1000)) from (select (i * 7919) % 1000000 k, i a from range(1000000) t(i)) l
        join (select (i * 104729) % 1000000 k, i * 2 b from range(1000000) t(i)) r using (k)"""
    ),
    "k-means": k_means,
    "page-rank": page_rank,
    "latency": latency,
}
print(jobs[job]())
