"""Lines of ErrWatchEventLog."""
import json

SCANNER = "203.0.113.7"


def event(client=SCANNER, kind="block", category="vuln_scan", severity=9, denied=True, host="www.example.org", **more):
    line = {
        "@timestamp": "2026-11-22T10:00:00.000Z", "ecs": {"version": "8.11.0"},
        "event": {"kind": "alert", "category": ["web"], "type": ["denied" if denied else "info"], "action": kind, "severity": severity, "sequence": 7,
                  "module": "errwatch", "dataset": "errwatch.incident"},
        "message": f"{client} blocked until 2026-11-22T10:10:00.000Z: {category} 20/20, rule 2109 (router or camera probed)",
        "source": {"ip": client}, "rule": {"id": "2109", "name": "router or camera probed"},
        "url": {"domain": host, "original": "/boaform/admin/formLogin"},
        "http": {"request": {"method": "GET"}, "response": {"status_code": 404}},
        "observer": {"vendor": "errwatch", "product": "mod_errwatch", "type": "ips"},
        "errwatch": {"category": category, "limit": category, "client": client, "score": 20, "capacity": 20,
                     "block_until": "2026-11-22T10:10:00.000Z", "strikes": 1, "evidence": "File does not exist: /var/www/boaform"},
    }
    for place, value in more.items():
        *parents, name = place.split("__")
        into = line
        for parent in parents:
            into = into[parent]
        into[name] = value
    return (json.dumps(line) + "\n").encode()


def client(number):
    return f"198.51.{number // 250 % 250}.{number % 250 + 1}"
