"""How the quickstarts ask their httpds, and how they show what came of it."""
import json
import subprocess


def curl(httpd, client, path="/", *options):
    """Status code, and whether it was a denial by mod_errwatch (which says when to come back). A client with a loopback address comes
    from there; any other is brought by the load balancer."""
    sender = ["--interface", client] if client.startswith("127.") else ["-H", f"X-Forwarded-For: {client}"]
    written = subprocess.run(
        ["curl", "--silent", "--path-as-is", "--globoff", "--max-time", "10", "--output", "/dev/null", "--write-out",
         "%{http_code} %header{retry-after}", *sender, *options, httpd.url(path)],
        capture_output=True, text=True, check=False).stdout.split()
    status = int(written[0]) if written else 0
    return status, status == 403 and len(written) > 1


def status_page(httpd):
    written = subprocess.run(["curl", "--silent", "--fail", "--max-time", "10", httpd.url("/errwatch-status?json")],
                             capture_output=True, check=True).stdout
    return json.loads(written)


def standing_of(page, client, category):
    """What a client has in one bucket, or that it is blocked (which empties the bucket)."""
    row = next((row for row in page["clients"] if row["address"] == client), None)
    if row is None or row["blocked"]:
        return "blocked" if row else "0"
    return next((f"{score['score']:.1f}" for score in row["scores"] if score["name"] == category), "0")


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
