#!/usr/bin/python3
"""Draws what bench_exhaustion measured, for docs/endurance.md. Needs Debian's python3-matplotlib.

    build/bench_exhaustion > exhaustion.csv && tests/bench/plot_exhaustion.py exhaustion.csv docs/exhaustion.png
"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

STYLES = {"errwatch": ("errwatch, eight places a set", "#0b6e4f", "o", "-"), "lru": ("LRU, as many places", "#c1440e", "s", "--"),
          "unbounded": ("hash map without bounds", "#5b5f97", "D", ":")}
PANELS = (("fast offenders caught, of 100", lambda row: int(row["fast_caught"]), "linear"),
          ("slow offenders caught, of 100", lambda row: int(row["slow_caught"]), "linear"),
          ("blocks that ended early", lambda row: int(row["blocks_evicted"]), "linear"),
          ("ns an operation", lambda row: float(row["ns"]), "linear"),
          ("MB", lambda row: int(row["bytes"]) / 1e6, "log"))


def rows_of(path, pattern):
    with open(path, newline="") as file:
        return [row for row in csv.DictReader(file) if row["pattern"] == pattern]


def draw(axes, rows, value, scale):
    sizes = sorted({int(row["clients"]) for row in rows if row["table"] == "errwatch"})
    for table, (label, color, marker, line) in STYLES.items():
        points = sorted((int(row["clients"]), value(row)) for row in rows if row["table"] == table)
        if table == "unbounded" and points:  # one for all sizes
            points = [(size, points[0][1]) for size in sizes]
        axes.plot([size for size, _ in points], [height for _, height in points], line, color=color, marker=marker, markersize=4.5, label=label)
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes)
    axes.set_yscale(scale)
    if scale == "linear":
        top = axes.get_ylim()[1]
        axes.set_ylim(-0.04 * top, 1.05 * top)
    axes.grid(color="#dddddd", linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def main():
    if len(sys.argv) != 3:
        sys.exit("plot_exhaustion.py CSV PNG")
    source, target = sys.argv[1:]
    rows = rows_of(source, "once")
    plt.rcParams.update({"font.size": 9, "axes.titlesize": 9.5})
    figure, places = plt.subplots(2, 3, figsize=(9.6, 5.2), facecolor="white")
    places = list(places.flat)
    for axes, (title, value, scale) in zip(places, PANELS):
        draw(axes, rows, value, scale)
        axes.set_title(title, loc="left")
        axes.set_xlabel("clients that the table holds")
    places[-1].axis("off")
    handles, labels = places[0].get_legend_handles_labels()
    addresses = int(rows[0]["addresses"])
    places[-1].legend(handles, labels, loc="center left", frameon=False, fontsize=10,
                      title=f"{addresses:,} addresses that err once,\nwithin an hour, and 200 offenders", title_fontsize=10, alignment="left")
    figure.tight_layout()
    figure.savefig(target, dpi=100)


if __name__ == "__main__":
    main()
